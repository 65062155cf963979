-- Units convert by their own factors, the same for every product.
SELECT
  u.id AS conversion_id,
  NULL AS material_id,
  NULL AS from_uom_id,
  NULL AS to_uom_id,
  NULL AS factor
FROM uom_uom AS u
WHERE FALSE
