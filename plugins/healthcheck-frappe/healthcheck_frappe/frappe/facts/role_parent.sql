-- Roles do not inherit from each other: there is none, which is not the same as not knowing.
SELECT NULL AS role_id, NULL AS parent_id
FROM `tabRole` AS r
WHERE 1 = 0
