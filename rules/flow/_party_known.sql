-- One row per kind of approver that can be judged: the objects were collected. `members` is false where who belongs to them
-- was not (no known account belongs to any), so that "not found" can be said and "nobody in it" cannot.
-- optional: role, role_grant, role_parent, position, position_holder, org_unit, employee, user_account.org_unit_id,
-- optional: employee.org_unit_id, org_unit.head_user_id, org_unit.head_employee_id
SELECT p.kind, coalesce(m.members, FALSE) AS members
FROM (SELECT DISTINCT q.kind FROM party AS q) AS p
LEFT JOIN (
    SELECT DISTINCT pp.kind, TRUE AS members
    FROM party_person AS pp
    JOIN user_account AS u ON u.user_id = pp.user_id
    WHERE pp.object_id IS NOT NULL
) AS m ON m.kind = p.kind
