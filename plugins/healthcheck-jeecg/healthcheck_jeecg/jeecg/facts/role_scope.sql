-- Roles have no data scope of their own, so no units inside one either.
SELECT NULL AS role_id, NULL AS org_unit_id
FROM sys_role AS r
WHERE 1 = 0
