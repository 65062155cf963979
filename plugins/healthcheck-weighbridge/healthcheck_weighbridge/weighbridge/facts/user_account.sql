SELECT
  u.id AS user_id,
  u.login_name AS login,
  u.full_name AS name,
  'person' AS kind,
  FALSE AS superuser,
  u.enabled = 1 AS active,
  FALSE AS deleted
FROM wb_user AS u
