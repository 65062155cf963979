/*
severity = "medium"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM01"]
verify   = '''
SELECT count(*)
FROM org_unit AS u
WHERE u.org_unit_id = '{org_unit_id}' AND u.active AND NOT u.deleted AND (
    u.ancestors = '{stored}'
    OR ('{expected}' <> '-' AND replace(replace(u.ancestors, ' ', ''), '/', ',') NOT LIKE '%{expected}')
  )
'''

[en]
title   = "Stored path of a unit does not match the tree"
message = "{unit} stores the path {stored}, but its superiors make it {expected}."
fix     = "Save the unit's superior once on screen so that the product rebuilds the paths, or correct the column by the tree."
[zh]
title   = "部门的祖级路径与实际层级不符"
message = "部门 {unit} 存的祖级是 {stored}，按上级关系应为 {expected}。"
fix     = "在界面上把上级部门重新保存一次，让系统重算路径；或按组织树修正该字段。"
*/
WITH RECURSIVE path (org_unit_id, expected) AS (
    SELECT org_unit_id, '' FROM org_unit WHERE parent_id IS NULL
    UNION
    SELECT u.org_unit_id, CASE WHEN p.expected = '' THEN u.parent_id ELSE concat(p.expected, ',', u.parent_id) END
    FROM path AS p
    JOIN org_unit AS u ON u.parent_id = p.org_unit_id
),
-- Products write a mark for "no superior" in front (0, -1); it is no unit and says nothing.
stored AS (
    SELECT
        org_unit_id,
        trim(regexp_replace(replace(replace(ancestors, ' ', ''), '/', ','), '^,*(0|-1)?(,|$)', ''), ',') AS stored
    FROM org_unit
    WHERE ancestors IS NOT NULL AND active AND NOT deleted
)
SELECT
    u.org_unit_id,
    coalesce(u.name, u.code, u.org_unit_id) AS unit,
    CASE WHEN u.ancestors = '' THEN '-' ELSE u.ancestors END AS stored,
    CASE WHEN p.expected = '' THEN '-' ELSE p.expected END AS expected
FROM org_unit AS u
JOIN path AS p ON p.org_unit_id = u.org_unit_id
JOIN stored AS s ON s.org_unit_id = u.org_unit_id
WHERE s.stored <> p.expected AND replace(u.ancestors, ' ', '') <> p.expected
