-- Tier validation (OCA): every definition is one step that applies to the documents its domain matches.
SELECT
  concat('tier_definition,', t.id) AS flow_id,
  concat('tier_definition,', t.id) AS code,
  COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ) AS name,
  1 AS version,
  TRUE AS latest,
  'steps' AS notation,
  TRUE AS executable,
  m.model AS document_type_id,
  t.company_id AS company_id,
  COALESCE(r.reviews, 0) AS instances,
  t.create_date AS deployed_at,
  t.active AS active,
  FALSE AS deleted,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
LEFT JOIN ir_model AS m ON m.id = t.model_id
LEFT JOIN (
  SELECT v.definition_id, count(*) AS reviews
  FROM tier_review AS v
  GROUP BY v.definition_id
) AS r ON r.definition_id = t.id
