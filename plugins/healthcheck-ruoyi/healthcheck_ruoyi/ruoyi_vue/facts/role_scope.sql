SELECT
  rd.role_id AS role_id,
  rd.dept_id AS org_unit_id,
  CONCAT('sys_role_dept#', rd.role_id, ',', rd.dept_id) AS origin
FROM sys_role_dept AS rd
