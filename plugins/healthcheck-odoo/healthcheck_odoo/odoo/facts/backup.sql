-- Module auto_backup (OCA): what is to be backed up, and a message for each run. The first message says that the entry was made;
-- of the others those of the module's own subtype are failures.
-- when: mail_message.subtype_id
SELECT
  CAST(b.id AS VARCHAR) AS backup_id,
  b.name AS name,
  NULL AS finished_at,
  NULL AS restored_at,
  NULL AS succeeded,
  b.folder AS location,
  'db_backup#' || b.id AS origin
FROM db_backup AS b
UNION ALL
SELECT
  CAST(b.id AS VARCHAR) || ',' || m.id AS backup_id,
  b.name AS name,
  m.date AS finished_at,
  NULL AS restored_at,
  f.res_id IS NULL AS succeeded,
  b.folder AS location,
  'db_backup#' || b.id AS origin
FROM mail_message AS m
INNER JOIN db_backup AS b ON b.id = m.res_id
INNER JOIN (SELECT n.res_id, MIN(n.id) AS id FROM mail_message AS n WHERE n.model = 'db.backup' GROUP BY n.res_id) AS made
  ON made.res_id = m.res_id
LEFT JOIN ir_model_data AS f
  ON f.res_id = m.subtype_id AND f.module = 'auto_backup' AND f.name = 'mail_message_subtype_failure'
WHERE m.model = 'db.backup' AND m.message_type = 'notification' AND m.id > made.id
