-- Who holds which role.
SELECT
  g.user_id AS user_id,
  g.role_id AS role_id,
  NULLIF(g.tenant_id, 0) AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  NULL AS source,
  CONCAT('sys_user_role#', g.id) AS origin
FROM sys_user_role AS g
