-- One permission per model and operation. An access line without a group opens the model to everybody.
SELECT
  m.model || ':' || o.op AS permission_id,
  m.model || ':' || o.op AS code,
  min(COALESCE(
    to_jsonb(m.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(m.name), '$.*') #>> '{}',
    to_jsonb(m.name) #>> '{}'
  )) || ': ' || o.op AS name,
  'model' AS kind,
  m.model AS target,
  TRUE AS target_found,
  TRUE AS visible,
  bool_or(a.active) AS active,
  FALSE AS deleted,
  bool_or(a.active AND a.group_id IS NULL) AS open_to_all,
  concat('ir_model#', min(m.id)) AS origin
FROM ir_model_access AS a
INNER JOIN ir_model AS m ON m.id = a.model_id
CROSS JOIN (VALUES ('read'), ('write'), ('create'), ('unlink')) AS o(op)
WHERE CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_unlink
END
GROUP BY m.model, o.op
