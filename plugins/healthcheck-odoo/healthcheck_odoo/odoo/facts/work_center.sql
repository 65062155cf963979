SELECT
  w.id AS work_center_id,
  NULLIF(w.code, '') AS code,
  r.name AS name,
  COALESCE(r.active, TRUE) AS active
FROM mrp_workcenter AS w
LEFT JOIN resource_resource AS r ON r.id = w.resource_id
