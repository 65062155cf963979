-- A unit says both how many base units it is (`factor`) and how many of it are one base unit (`rate`). Values too small
-- for eight decimals are left out: rounding would look like a contradiction.
SELECT
  'factor:' || u.id AS conversion_id,
  NULL AS material_id,
  u.id AS from_uom_id,
  b.base AS to_uom_id,
  u.factor AS factor,
  'product_uom#' || u.id AS origin
FROM product_uom AS u
INNER JOIN (
  SELECT v.category, MIN(v.id) AS base
  FROM product_uom AS v
  WHERE v.factor = 1 AND v.rate = 1
  GROUP BY v.category
) AS b ON b.category = u.category
WHERE u.id <> b.base AND (u.factor <= 0 OR u.factor >= 0.00001)
UNION ALL
SELECT
  'rate:' || u.id AS conversion_id,
  NULL AS material_id,
  b.base AS from_uom_id,
  u.id AS to_uom_id,
  u.rate AS factor,
  'product_uom#' || u.id AS origin
FROM product_uom AS u
INNER JOIN (
  SELECT v.category, MIN(v.id) AS base
  FROM product_uom AS v
  WHERE v.factor = 1 AND v.rate = 1
  GROUP BY v.category
) AS b ON b.category = u.category
WHERE u.id <> b.base AND (u.rate <= 0 OR u.rate >= 0.00001)
