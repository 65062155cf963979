-- Departments have no code and names repeat between branches (市场部门): the code is the parent's name and the own one.
-- `leader` is a person's name in older lines and an account's key in newer ones: what starts with a
-- digit is a key. (No regular expression: their spelling differs between MySQL and MariaDB.)
SELECT
  d.dept_id AS org_unit_id,
  CONCAT(COALESCE(CONCAT(p.dept_name, '/'), ''), d.dept_name) AS code,
  d.dept_name AS name,
  NULLIF(d.parent_id, 0) AS parent_id,
  d.tenant_id AS company_id,
  CASE
    WHEN d.ancestors = '0' THEN ''
    WHEN d.ancestors LIKE '0,%' THEN SUBSTRING(d.ancestors, 3) -- 0 is the product's mark above the roots
    ELSE d.ancestors
  END AS ancestors,
  CASE WHEN CONCAT('', d.leader) >= '0' AND CONCAT('', d.leader) < 'A' THEN CONCAT('', d.leader) END AS head_user_id,
  NULL AS head_employee_id,
  CASE WHEN CONCAT('', d.leader) >= 'A' THEN CONCAT('', d.leader) END AS head_name,
  COALESCE(d.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(d.del_flag, '0') <> '0' AS deleted
FROM sys_dept AS d
LEFT JOIN sys_dept AS p ON p.dept_id = d.parent_id
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
