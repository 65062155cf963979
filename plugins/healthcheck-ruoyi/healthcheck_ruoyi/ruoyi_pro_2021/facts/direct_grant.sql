-- Permissions reach accounts by roles only: there is none.
SELECT NULL AS user_id, NULL AS permission_id
FROM sys_role AS r
WHERE 1 = 0
