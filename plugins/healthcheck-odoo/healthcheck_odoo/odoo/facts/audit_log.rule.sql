-- The log itself may hold tens of millions of rows and is not counted.
SELECT
  concat('auditlog_rule,', r.id) AS audit_log_id,
  r.name AS name,
  m.model AS covers,
  COALESCE(r.state = 'subscribed', FALSE) AS active,
  concat('auditlog_rule#', r.id) AS origin
FROM auditlog_rule AS r
LEFT JOIN ir_model AS m ON m.id = r.model_id
