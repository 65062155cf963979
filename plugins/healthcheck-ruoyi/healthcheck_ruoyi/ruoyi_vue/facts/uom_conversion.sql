-- when: md_item
-- Units convert by their own factor only: there is none per material.
SELECT
  NULL AS conversion_id,
  NULL AS material_id,
  NULL AS from_uom_id,
  NULL AS to_uom_id,
  NULL AS factor
FROM md_item AS m
WHERE 1 = 0
