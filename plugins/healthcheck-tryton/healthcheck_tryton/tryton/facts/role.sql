-- A role is a group. Names are unique, and records made on site have no other code.
SELECT
  g.id AS role_id,
  g.name AS code,
  g.name AS name,
  'role' AS kind,
  NULL AS company_id,
  NULL AS data_scope,
  FALSE AS superuser,
  COALESCE(g.active, FALSE) AS active,
  FALSE AS deleted
FROM res_group AS g
