-- One of two stores; the other is the packed list beside the account (packed.py).
SELECT
  up.post_id AS position_id,
  up.user_id AS holder_id,
  up.user_id AS user_id,
  NULL AS employee_id,
  'system_user_post' AS source,
  CONCAT('system_user_post#', up.id) AS origin
FROM system_user_post AS up
WHERE up.deleted = 0
