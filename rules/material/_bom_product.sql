/*
One row per bill of material: the name of what it makes, and whether that is still in use (1) or not (0). A bill for
every variant of a product is named after the product; one that makes nothing known counts as in use.
*/
WITH variants AS (
  SELECT
    m.template_id,
    min(coalesce(m.name, m.code)) AS name,
    max(CASE WHEN m.active AND NOT m.deleted THEN 1 ELSE 0 END) AS live
  FROM material AS m
  WHERE m.template_id IS NOT NULL
  GROUP BY m.template_id
)
SELECT
  b.bom_id,
  coalesce(p.name, p.code, v.name, b.code, b.bom_id) AS product,
  CASE
    WHEN p.material_id IS NOT NULL THEN CASE WHEN p.active AND NOT p.deleted THEN 1 ELSE 0 END
    ELSE coalesce(v.live, 1)
  END AS in_use
FROM bom AS b
LEFT JOIN material AS p ON p.material_id = b.material_id
LEFT JOIN variants AS v ON v.template_id = b.template_id
