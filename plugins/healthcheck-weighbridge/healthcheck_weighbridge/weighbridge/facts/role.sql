SELECT
  r.id AS role_id,
  r.role_name AS code,
  r.role_name AS name,
  'role' AS kind,
  FALSE AS superuser,
  TRUE AS active,
  FALSE AS deleted
FROM wb_role AS r
