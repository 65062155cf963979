-- A bill may have several outputs: each is a bill of its own here, the first under the bill's own key.
-- when: production_bom.phantom
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(b.id AS TEXT) ELSE b.id || ':' || o.id END AS bom_id,
  COALESCE(NULLIF(b.code, ''), b.name) AS code,
  o.product AS material_id,
  NULL AS template_id,
  o.quantity AS quantity,
  o.unit AS uom_id,
  CASE WHEN b.phantom THEN 'phantom' ELSE 'normal' END AS kind,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  b.active AS active,
  FALSE AS deleted,
  'production_bom#' || b.id AS origin
FROM production_bom AS b
LEFT JOIN production_bom_output AS o ON o.bom = b.id
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = b.id

-- when: production_bom_output.unit
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(b.id AS TEXT) ELSE b.id || ':' || o.id END AS bom_id,
  COALESCE(NULLIF(b.code, ''), b.name) AS code,
  o.product AS material_id,
  NULL AS template_id,
  o.quantity AS quantity,
  o.unit AS uom_id,
  'normal' AS kind,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  b.active AS active,
  FALSE AS deleted,
  'production_bom#' || b.id AS origin
FROM production_bom AS b
LEFT JOIN production_bom_output AS o ON o.bom = b.id
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = b.id

-- when: production_bom_output.uom
SELECT
  CASE WHEN o.id IS NULL OR o.id = f.first THEN CAST(b.id AS TEXT) ELSE b.id || ':' || o.id END AS bom_id,
  COALESCE(NULLIF(b.code, ''), b.name) AS code,
  o.product AS material_id,
  NULL AS template_id,
  o.quantity AS quantity,
  o.uom AS uom_id,
  'normal' AS kind,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  b.active AS active,
  FALSE AS deleted,
  'production_bom#' || b.id AS origin
FROM production_bom AS b
LEFT JOIN production_bom_output AS o ON o.bom = b.id
LEFT JOIN (
  SELECT p.bom, MIN(p.id) AS first
  FROM production_bom_output AS p
  GROUP BY p.bom
) AS f ON f.bom = b.id
