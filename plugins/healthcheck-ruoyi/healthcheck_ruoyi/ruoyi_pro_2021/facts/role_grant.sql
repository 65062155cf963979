-- A soft-deleted row grants nothing.
SELECT
  ur.user_id AS user_id,
  ur.role_id AS role_id,
  NULLIF(ur.tenant_id, 0) AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  'sys_user_role' AS source,
  CONCAT('sys_user_role#', ur.id) AS origin
FROM sys_user_role AS ur
WHERE ur.deleted = 0
