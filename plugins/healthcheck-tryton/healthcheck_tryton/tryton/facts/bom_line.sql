-- A line takes a product or a phantom bill, whose own lines then stand here as well (one level, quantities not worked out).
-- when: production_bom_input.phantom_bom
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.id AS TEXT) ELSE i.id || ':' || o.id END AS bom_line_id,
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.bom AS TEXT) ELSE i.bom || ':' || o.id END AS bom_id,
  i.product AS material_id,
  i.quantity AS quantity,
  i.unit AS uom_id,
  'production_bom_input#' || i.id AS origin
FROM production_bom_input AS i
LEFT JOIN production_bom_output AS o ON o.bom = i.bom
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = i.bom
WHERE i.product IS NOT NULL
UNION ALL
SELECT
  i.id || '/' || n.id || CASE WHEN o.id IS NULL OR o.id = f.first THEN '' ELSE ':' || o.id END AS bom_line_id,
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.bom AS TEXT) ELSE i.bom || ':' || o.id END AS bom_id,
  n.product AS material_id,
  NULL AS quantity,
  n.unit AS uom_id,
  'production_bom_input#' || i.id AS origin
FROM production_bom_input AS i
INNER JOIN production_bom_input AS n ON n.bom = i.phantom_bom
LEFT JOIN production_bom_output AS o ON o.bom = i.bom
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = i.bom
WHERE n.product IS NOT NULL

-- when: production_bom_input.unit
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.id AS TEXT) ELSE i.id || ':' || o.id END AS bom_line_id,
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.bom AS TEXT) ELSE i.bom || ':' || o.id END AS bom_id,
  i.product AS material_id,
  i.quantity AS quantity,
  i.unit AS uom_id,
  'production_bom_input#' || i.id AS origin
FROM production_bom_input AS i
LEFT JOIN production_bom_output AS o ON o.bom = i.bom
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = i.bom
WHERE i.product IS NOT NULL

-- when: production_bom_input.uom
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.id AS TEXT) ELSE i.id || ':' || o.id END AS bom_line_id,
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(i.bom AS TEXT) ELSE i.bom || ':' || o.id END AS bom_id,
  i.product AS material_id,
  i.quantity AS quantity,
  i.uom AS uom_id,
  'production_bom_input#' || i.id AS origin
FROM production_bom_input AS i
LEFT JOIN production_bom_output AS o ON o.bom = i.bom
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = i.bom
WHERE i.product IS NOT NULL
