-- only: what exists. A member of the packed list (`[5][6]`) that is gone is looked for by its key.
SELECT b.key_id AS user_id, r.id AS role_id, NULL AS company_id, NULL AS source
FROM jsh_user_business AS b
INNER JOIN jsh_role AS r ON b.value LIKE CONCAT('%[', r.id, ']%')
WHERE b.type = 'UserRole' AND COALESCE(b.delete_flag, '0') <> '1'
