-- Odoo gives rights to groups only.
SELECT
  u.id AS user_id,
  NULL AS permission_id
FROM res_users AS u
WHERE FALSE
