SELECT
  g.user_id AS user_id,
  g.role_id AS role_id
FROM wb_user_role AS g
