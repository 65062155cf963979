-- 0 not sent yet, 10 sent, 20 failed, 30 not to be sent. Where the callback leads is a setting.
SELECT
  CONCAT('system_sms_channel:', c.id) AS interface_id,
  CONCAT('短信渠道 ', c.signature) AS name,
  NULL AS url,
  COALESCE(s.waiting, 0) AS waiting,
  COALESCE(s.failed, 0) AS failed,
  s.last_failed_at AS last_failed_at,
  NULL AS expires_at,
  c.status = 0 AND c.deleted = 0 AS active,
  CONCAT('system_sms_channel#', c.id) AS origin
FROM system_sms_channel AS c
LEFT JOIN (
  SELECT
    l.channel_id,
    SUM(CASE WHEN l.send_status = 0 THEN 1 ELSE 0 END) AS waiting,
    SUM(CASE WHEN l.send_status = 20 THEN 1 ELSE 0 END) AS failed,
    MAX(CASE WHEN l.send_status = 20 THEN l.create_time END) AS last_failed_at
  FROM system_sms_log AS l
  WHERE l.deleted = 0
  GROUP BY l.channel_id
) AS s ON s.channel_id = c.id
