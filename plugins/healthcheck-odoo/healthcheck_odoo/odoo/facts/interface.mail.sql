SELECT
  'mail_mail' AS interface_id,
  'Outgoing e-mail' AS name,
  NULL AS url,
  count(*) FILTER (WHERE m.state = 'outgoing') AS waiting,
  count(*) FILTER (WHERE m.state = 'exception') AS failed,
  NULL AS expires_at,
  TRUE AS active,
  'mail_mail' AS origin
FROM mail_mail AS m
