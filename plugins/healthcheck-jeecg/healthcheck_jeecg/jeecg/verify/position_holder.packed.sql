-- only: what exists. Older versions keep the codes of a user's posts in one column.
SELECT p.id AS position_id, u.id AS holder_id, u.id AS user_id, 'sys_user.post' AS source
FROM sys_user AS u
INNER JOIN sys_position AS p ON CONCAT(',', u.post, ',') LIKE CONCAT('%,', p.code, ',%')
