SELECT s.role_id AS role_id, s.dept_id AS org_unit_id
FROM sys_roles_depts AS s
