/* One row per component of a bill in use: what is made (a material, or every variant of a product) and what it takes. */
SELECT
  b.bom_id,
  b.material_id AS product_id,
  CASE WHEN b.material_id IS NULL THEN b.template_id END AS product_template_id,
  l.material_id AS component_id,
  c.template_id AS component_template_id
FROM bom AS b
INNER JOIN bom_line AS l ON l.bom_id = b.bom_id
LEFT JOIN material AS c ON c.material_id = l.material_id
WHERE b.active AND NOT b.deleted AND l.material_id IS NOT NULL
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
