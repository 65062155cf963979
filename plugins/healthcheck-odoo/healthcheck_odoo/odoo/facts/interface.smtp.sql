SELECT
  concat('ir_mail_server,', s.id) AS interface_id,
  s.name AS name,
  concat('smtp://', s.smtp_host, ':', s.smtp_port) AS url,
  NULL AS waiting,
  NULL AS failed,
  NULL AS last_failed_at,
  NULL AS expires_at,
  s.active AS active,
  concat('ir_mail_server#', s.id) AS origin
FROM ir_mail_server AS s
