SELECT
  'mail_mail' AS interface_id,
  'Outgoing e-mail' AS name,
  NULL AS url,
  count(*) FILTER (WHERE m.state = 'outgoing') AS waiting,
  count(*) FILTER (WHERE m.state = 'exception') AS failed,
  max(CASE WHEN m.state = 'exception' THEN m.write_date END) AS last_failed_at,
  NULL AS expires_at,
  TRUE AS active,
  'mail_mail' AS origin
FROM mail_mail AS m
