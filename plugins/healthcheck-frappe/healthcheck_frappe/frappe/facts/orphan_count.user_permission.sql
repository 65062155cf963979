-- User Permissions (用户权限限制) hold what somebody sees to named records. One that names a record that is gone shows its user
-- nothing at all of that kind, in silence.
SELECT
    'User Permission.user' AS child,
    'User' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a) AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.`user`) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabUser` AS p ON p.name = c.`user`
WHERE p.name IS NULL
UNION ALL
SELECT
    'User Permission on Company' AS child,
    'Company' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Company') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabCompany` AS p ON p.name = c.for_value
WHERE c.allow = 'Company' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Department' AS child,
    'Department' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Department') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabDepartment` AS p ON p.name = c.for_value
WHERE c.allow = 'Department' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Warehouse' AS child,
    'Warehouse' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Warehouse') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabWarehouse` AS p ON p.name = c.for_value
WHERE c.allow = 'Warehouse' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Cost Center' AS child,
    'Cost Center' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Cost Center') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabCost Center` AS p ON p.name = c.for_value
WHERE c.allow = 'Cost Center' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Branch' AS child,
    'Branch' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Branch') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabBranch` AS p ON p.name = c.for_value
WHERE c.allow = 'Branch' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Territory' AS child,
    'Territory' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Territory') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabTerritory` AS p ON p.name = c.for_value
WHERE c.allow = 'Territory' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Customer' AS child,
    'Customer' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Customer') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabCustomer` AS p ON p.name = c.for_value
WHERE c.allow = 'Customer' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Supplier' AS child,
    'Supplier' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Supplier') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabSupplier` AS p ON p.name = c.for_value
WHERE c.allow = 'Supplier' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Employee' AS child,
    'Employee' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Employee') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabEmployee` AS p ON p.name = c.for_value
WHERE c.allow = 'Employee' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Sales Person' AS child,
    'Sales Person' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Sales Person') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabSales Person` AS p ON p.name = c.for_value
WHERE c.allow = 'Sales Person' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Item Group' AS child,
    'Item Group' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Item Group') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabItem Group` AS p ON p.name = c.for_value
WHERE c.allow = 'Item Group' AND p.name IS NULL
UNION ALL
SELECT
    'User Permission on Project' AS child,
    'Project' AS parent,
    (SELECT COUNT(*) FROM `tabUser Permission` AS a WHERE a.allow = 'Project') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.for_value) AS example,
    'User Permission' AS origin
FROM `tabUser Permission` AS c
LEFT JOIN `tabProject` AS p ON p.name = c.for_value
WHERE c.allow = 'Project' AND p.name IS NULL
