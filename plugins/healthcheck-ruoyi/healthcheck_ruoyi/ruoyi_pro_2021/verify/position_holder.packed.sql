-- only: what exists.
SELECT p.id AS position_id, u.id AS holder_id, u.id AS user_id, 'sys_user.post_ids' AS source
FROM sys_user AS u
INNER JOIN sys_post AS p
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(u.post_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', p.id, ',%')
WHERE u.deleted = 0
