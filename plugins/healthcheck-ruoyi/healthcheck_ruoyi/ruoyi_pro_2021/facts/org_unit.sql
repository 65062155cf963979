-- when: sys_dept.leader_user_id
-- Departments have no code and names repeat between branches (市场部门): the code is the parent's name and the own one.
SELECT
  d.id AS org_unit_id,
  CONCAT(COALESCE(CONCAT(p.name, '/'), ''), d.name) AS code,
  d.name AS name,
  NULLIF(d.parent_id, 0) AS parent_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULL AS ancestors,
  NULLIF(d.leader_user_id, 0) AS head_user_id,
  NULL AS head_employee_id,
  NULL AS head_name,
  COALESCE(d.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  d.deleted = 1 AS deleted
FROM sys_dept AS d
LEFT JOIN sys_dept AS p ON p.id = d.parent_id
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1

-- when: sys_dept.leader
SELECT
  d.id AS org_unit_id,
  CONCAT(COALESCE(CONCAT(p.name, '/'), ''), d.name) AS code,
  d.name AS name,
  NULLIF(d.parent_id, 0) AS parent_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULL AS ancestors,
  NULL AS head_user_id,
  NULL AS head_employee_id,
  NULLIF(d.leader, '') AS head_name,
  COALESCE(d.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  d.deleted = 1 AS deleted
FROM sys_dept AS d
LEFT JOIN sys_dept AS p ON p.id = d.parent_id
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
