-- A factor too small for eight decimals is left unknown rather than shown as zero.
SELECT
  u.id AS uom_id,
  u.symbol AS code,
  u.name AS name,
  COALESCE(c.name, CAST(u.category AS TEXT)) AS dimension,
  CASE WHEN u.factor <= 0 OR u.factor >= 0.00001 THEN u.factor END AS factor,
  u.factor = 1 AND u.rate = 1 AS is_base,
  u.active AS active
FROM product_uom AS u
LEFT JOIN product_uom_category AS c ON c.id = u.category
