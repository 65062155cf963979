SELECT
  'sms_sms' AS interface_id,
  'SMS' AS name,
  NULL AS url,
  count(*) FILTER (WHERE m.state = 'outgoing') AS waiting,
  count(*) FILTER (WHERE m.state = 'error') AS failed,
  max(CASE WHEN m.state = 'error' THEN m.write_date END) AS last_failed_at,
  NULL AS expires_at,
  TRUE AS active,
  'sms_sms' AS origin
FROM sms_sms AS m
