-- only: what exists. A member of the packed list that is gone is looked for by its key.
SELECT g.role_id AS role_id, CONCAT('data_rule:', d.id) AS permission_id, NULL AS company_id
FROM sys_role_permission AS g
INNER JOIN sys_permission_data_rule AS d ON CONCAT(',', g.data_rule_ids, ',') LIKE CONCAT('%,', d.id, ',%')
