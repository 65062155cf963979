-- One row per name under which an approver can be referred to: keys and business codes of people, roles, posts, units.
-- `role_direct` is a role whose own holders count, and not those of roles that inherit it.
-- optional: employee, role, position, org_unit, user_account.login, employee.code, role.code, position.code, org_unit.code
SELECT 'user' AS kind, u.user_id AS reference, u.user_id AS object_id, u.active, u.deleted
FROM user_account AS u
UNION
SELECT 'user', u.login, u.user_id, u.active, u.deleted
FROM user_account AS u
UNION
SELECT 'employee', e.employee_id, e.employee_id, e.active, e.deleted
FROM employee AS e
UNION
SELECT 'employee', e.code, e.employee_id, e.active, e.deleted
FROM employee AS e
UNION
SELECT 'role', r.role_id, r.role_id, r.active, r.deleted
FROM role AS r
UNION
SELECT 'role', r.code, r.role_id, r.active, r.deleted
FROM role AS r
UNION
SELECT 'role_direct', r.role_id, r.role_id, r.active, r.deleted
FROM role AS r
UNION
SELECT 'role_direct', r.code, r.role_id, r.active, r.deleted
FROM role AS r
UNION
SELECT 'position', p.position_id, p.position_id, p.active, p.deleted
FROM position AS p
UNION
SELECT 'position', p.code, p.position_id, p.active, p.deleted
FROM position AS p
UNION
SELECT 'org_unit', o.org_unit_id, o.org_unit_id, o.active, o.deleted
FROM org_unit AS o
UNION
SELECT 'org_unit', o.code, o.org_unit_id, o.active, o.deleted
FROM org_unit AS o
UNION
SELECT 'org_unit_head', o.org_unit_id, o.org_unit_id, o.active, o.deleted
FROM org_unit AS o
UNION
SELECT 'org_unit_head', o.code, o.org_unit_id, o.active, o.deleted
FROM org_unit AS o
