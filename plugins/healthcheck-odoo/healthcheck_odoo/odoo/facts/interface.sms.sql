SELECT
  'sms_sms' AS interface_id,
  'SMS' AS name,
  NULL AS url,
  count(*) FILTER (WHERE m.state = 'outgoing') AS waiting,
  count(*) FILTER (WHERE m.state = 'error') AS failed,
  NULL AS expires_at,
  TRUE AS active,
  'sms_sms' AS origin
FROM sms_sms AS m
