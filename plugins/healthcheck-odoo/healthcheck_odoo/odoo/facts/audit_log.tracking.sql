-- The chatter's own history of tracked fields.
SELECT
  'mail_tracking_value' AS audit_log_id,
  'Field tracking in the chatter' AS name,
  m.model AS covers,
  TRUE AS active,
  'mail_tracking_value' AS origin
FROM ir_model AS m
WHERE m.model = 'mail.tracking.value'
