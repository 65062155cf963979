-- 0 not sent yet, 10 sent, 20 failed, 30 not to be sent.
SELECT
  CONCAT('system_mail_account:', a.id) AS interface_id,
  a.mail AS name,
  CONCAT('smtp://', a.host, ':', a.port) AS url,
  COALESCE(s.waiting, 0) AS waiting,
  COALESCE(s.failed, 0) AS failed,
  s.last_failed_at AS last_failed_at,
  NULL AS expires_at,
  a.deleted = 0 AS active,
  CONCAT('system_mail_account#', a.id) AS origin
FROM system_mail_account AS a
LEFT JOIN (
  SELECT
    l.account_id,
    SUM(CASE WHEN l.send_status = 0 THEN 1 ELSE 0 END) AS waiting,
    SUM(CASE WHEN l.send_status = 20 THEN 1 ELSE 0 END) AS failed,
    MAX(CASE WHEN l.send_status = 20 THEN l.create_time END) AS last_failed_at
  FROM system_mail_log AS l
  WHERE l.deleted = 0
  GROUP BY l.account_id
) AS s ON s.account_id = a.id
