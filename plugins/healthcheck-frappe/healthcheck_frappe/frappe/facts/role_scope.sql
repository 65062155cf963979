-- Which records somebody sees hangs on the user (User Permission), never on a role.
SELECT NULL AS role_id, NULL AS org_unit_id
FROM `tabRole` AS r
WHERE 1 = 0
