-- One row per kind of approver that can be judged: the objects were collected. `members` is false where who belongs to them
-- was not, so that "not found" can be said and "nobody in it" cannot.
-- optional: role, role_grant, role_parent, position, position_holder, org_unit, employee, user_account.org_unit_id,
-- optional: employee.org_unit_id, org_unit.head_user_id, org_unit.head_employee_id
SELECT p.kind, coalesce(m.members, FALSE) AS members
FROM (SELECT DISTINCT q.kind FROM party AS q) AS p
LEFT JOIN (
    SELECT pp.kind, bool_or(pp.object_id IS NOT NULL AND pp.user_id IS NOT NULL) AS members
    FROM party_person AS pp
    GROUP BY pp.kind
) AS m ON m.kind = p.kind
