-- Rights on online forms: type 1 field and 2 button come from onl_auth_page, 3 rows from onl_auth_data.
-- when: onl_auth_relation.auth_mode
SELECT
  g.role_id AS role_id,
  CASE WHEN g.type = 3 THEN CONCAT('onl_auth_data:', g.auth_id) ELSE CONCAT('onl_auth_page:', g.auth_id) END AS permission_id,
  NULL AS company_id,
  CONCAT('onl_auth_relation#', g.id) AS origin
FROM onl_auth_relation AS g
WHERE COALESCE(g.auth_mode, 'role') = 'role'
-- when: !onl_auth_relation.auth_mode
SELECT
  g.role_id AS role_id,
  CASE WHEN g.type = 3 THEN CONCAT('onl_auth_data:', g.auth_id) ELSE CONCAT('onl_auth_page:', g.auth_id) END AS permission_id,
  NULL AS company_id,
  CONCAT('onl_auth_relation#', g.id) AS origin
FROM onl_auth_relation AS g
