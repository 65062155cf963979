-- only: what exists. A member of the packed list (`[100,101]`) that is gone is looked for by its key.
SELECT r.id AS role_id, d.id AS org_unit_id
FROM sys_role AS r
INNER JOIN sys_dept AS d
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(r.data_scope_dept_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', d.id, ',%')
WHERE r.data_scope = 2 AND r.deleted = 0
