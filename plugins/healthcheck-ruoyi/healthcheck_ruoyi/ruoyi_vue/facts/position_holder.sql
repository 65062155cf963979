SELECT
  up.post_id AS position_id,
  up.user_id AS holder_id,
  up.user_id AS user_id,
  NULL AS employee_id,
  'sys_user_post' AS source,
  CONCAT('sys_user_post#', up.user_id, ',', up.post_id) AS origin
FROM sys_user_post AS up
