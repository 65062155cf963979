-- Who holds which department's role.
-- Only where the roles it names are read.
-- when: sys_depart_role.id
SELECT
  g.user_id AS user_id,
  CONCAT('depart_role:', g.drole_id) AS role_id,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  NULL AS source,
  CONCAT('sys_depart_role_user#', g.id) AS origin
FROM sys_depart_role_user AS g
