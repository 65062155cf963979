-- The chatter's own history of tracked fields. First and last row by key: no scan over what may be millions of rows.
SELECT
  'mail_tracking_value' AS audit_log_id,
  'Field tracking in the chatter' AS name,
  'fields marked for tracking' AS covers,
  a.create_date AS oldest_at,
  z.create_date AS newest_at,
  TRUE AS active,
  'mail_tracking_value' AS origin
FROM (SELECT MIN(t.id) AS first_id, MAX(t.id) AS last_id FROM mail_tracking_value AS t) AS r
LEFT JOIN mail_tracking_value AS a ON a.id = r.first_id
LEFT JOIN mail_tracking_value AS z ON z.id = r.last_id
