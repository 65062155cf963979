-- Models under tier validation, besides those that the other parts count.
SELECT
  m.model AS document_type_id,
  m.model AS code,
  min(COALESCE(
    to_jsonb(m.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(m.name), '$.*') #>> '{}',
    to_jsonb(m.name) #>> '{}'
  )) AS name,
  NULL AS critical,
  NULL AS documents,
  min(p.pending) AS pending,
  TRUE AS active,
  concat('ir_model#', min(m.id)) AS origin
FROM tier_definition AS t
INNER JOIN ir_model AS m ON m.id = t.model_id
LEFT JOIN (
  SELECT v.model, count(DISTINCT v.res_id) AS pending
  FROM tier_review AS v
  WHERE v.status IN ('waiting', 'pending')
  GROUP BY v.model
) AS p ON p.model = m.model
WHERE m.model NOT IN ('purchase.order', 'hr.leave', 'hr.leave.allocation', 'hr.expense.sheet', 'hr.expense')
GROUP BY m.model
