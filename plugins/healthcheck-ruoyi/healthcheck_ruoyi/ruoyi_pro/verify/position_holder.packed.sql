-- only: what exists.
-- when: system_users
SELECT p.id AS position_id, u.id AS holder_id, u.id AS user_id, 'system_users.post_ids' AS source
FROM system_users AS u
INNER JOIN system_post AS p
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(u.post_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', p.id, ',%')
WHERE u.deleted = 0

-- when: system_user
-- the table's name until 2022
SELECT p.id AS position_id, u.id AS holder_id, u.id AS user_id, 'system_user.post_ids' AS source
FROM system_user AS u
INNER JOIN system_post AS p
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(u.post_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', p.id, ',%')
WHERE u.deleted = 0
