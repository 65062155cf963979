SELECT
  ur.user_id AS user_id,
  ur.role_id AS role_id,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  'sys_user_role' AS source,
  CONCAT('sys_user_role#', ur.user_id, ',', ur.role_id) AS origin
FROM sys_user_role AS ur
