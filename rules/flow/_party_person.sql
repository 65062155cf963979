-- One row per account that belongs to a person, role, post or unit (`kind`, `object_id`): who would get the task.
-- Holders of a role that inherits another are holders of both.
-- optional: employee, role_grant, role_parent, position_holder, org_unit, user_account.org_unit_id,
-- optional: employee.org_unit_id, position_holder.user_id, position_holder.employee_id,
-- optional: org_unit.head_user_id, org_unit.head_employee_id
WITH RECURSIVE holds (role_id, user_id) AS (
    SELECT g.role_id, g.user_id
    FROM role_grant AS g
    UNION
    SELECT p.parent_id, h.user_id
    FROM holds AS h
    JOIN role_parent AS p ON p.role_id = h.role_id
)
SELECT 'user' AS kind, u.user_id AS object_id, u.user_id
FROM user_account AS u
UNION
SELECT 'employee', a.employee_id, a.user_id
FROM account_person AS a
UNION
SELECT 'role', h.role_id, h.user_id
FROM holds AS h
UNION
SELECT 'role_direct', g.role_id, g.user_id
FROM role_grant AS g
UNION
SELECT 'position', h.position_id, h.user_id
FROM position_holder AS h
UNION
SELECT 'position', h.position_id, a.user_id
FROM position_holder AS h
JOIN account_person AS a ON a.employee_id = h.employee_id
UNION
SELECT 'org_unit', u.org_unit_id, u.user_id
FROM user_account AS u
UNION
SELECT 'org_unit', e.org_unit_id, a.user_id
FROM employee AS e
JOIN account_person AS a ON a.employee_id = e.employee_id
UNION
SELECT 'org_unit_head', o.org_unit_id, o.head_user_id
FROM org_unit AS o
UNION
SELECT 'org_unit_head', o.org_unit_id, a.user_id
FROM org_unit AS o
JOIN account_person AS a ON a.employee_id = o.head_employee_id
