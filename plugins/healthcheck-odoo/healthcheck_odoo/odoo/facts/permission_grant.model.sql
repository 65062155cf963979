SELECT
  a.group_id AS role_id,
  m.model || ':' || o.op AS permission_id,
  NULL AS company_id,
  concat('ir_model_access#', min(a.id)) AS origin
FROM ir_model_access AS a
INNER JOIN ir_model AS m ON m.id = a.model_id
CROSS JOIN (VALUES ('read'), ('write'), ('create'), ('unlink')) AS o(op)
WHERE a.active AND a.group_id IS NOT NULL AND CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_unlink
END
GROUP BY a.group_id, m.model, o.op
