-- only: what exists.
SELECT b.key_id AS role_id, f.id AS permission_id, NULLIF(b.tenant_id, 0) AS company_id
FROM jsh_user_business AS b
INNER JOIN jsh_function AS f ON b.value LIKE CONCAT('%[', f.id, ']%')
WHERE b.type = 'RoleFunctions' AND COALESCE(b.delete_flag, '0') <> '1'
