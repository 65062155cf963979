-- Results of payments on their way to the business that asked for them. The product counts from 1 in old versions (1 waiting,
-- 3 given up, 4 and 5 to be tried again) and in tens in newer ones (0, 20, 21 and 22); 10 and 2 are delivered.
SELECT
  'pay_notify_task' AS interface_id,
  '支付结果通知' AS name,
  NULL AS url,
  COALESCE(SUM(CASE WHEN t.status IN (0, 1, 4, 5, 21, 22) THEN 1 ELSE 0 END), 0) AS waiting,
  COALESCE(SUM(CASE WHEN t.status IN (3, 20) THEN 1 ELSE 0 END), 0) AS failed,
  MAX(CASE WHEN t.status IN (3, 20) THEN t.last_execute_time END) AS last_failed_at,
  NULL AS expires_at,
  TRUE AS active,
  'pay_notify_task' AS origin
FROM pay_notify_task AS t
WHERE t.deleted = 0
