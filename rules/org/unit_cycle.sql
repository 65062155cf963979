/*
severity = "high"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM01"]
verify   = '''
SELECT CASE WHEN count(*) >= {size} THEN count(*) ELSE 0 END
FROM org_unit AS n
WHERE n.org_unit_id IN ('{org_unit_ids}') AND n.parent_id IN ('{org_unit_ids}') AND NOT n.deleted
'''

[en]
title   = "Units that lie below themselves"
message = "In a circle {size:unit hangs under itself|units hang under each other}: {units}. None of them has a way to the top."
fix     = "Give one of them its real superior unit, then save it on screen so that the product rebuilds the paths."
[zh]
title   = "部门上下级成环"
message = "这 {size} 个部门的上下级绕成了环：{units}，谁也到不了顶层。"
fix     = "把其中一个改挂到真正的上级部门，并在界面上保存一次，让系统重算层级路径。"
*/
WITH RECURSIVE up (org_unit_id, ancestor_id) AS (
    SELECT org_unit_id, parent_id FROM org_unit WHERE parent_id IS NOT NULL AND NOT deleted
    UNION
    SELECT u.org_unit_id, p.parent_id
    FROM up AS u
    JOIN org_unit AS p ON p.org_unit_id = u.ancestor_id
    WHERE p.parent_id IS NOT NULL AND NOT p.deleted
),
ring AS (
    SELECT a.org_unit_id, min(a.ancestor_id) AS ring_id
    FROM up AS a
    JOIN up AS b ON b.org_unit_id = a.ancestor_id AND b.ancestor_id = a.org_unit_id
    GROUP BY a.org_unit_id
)
SELECT
    r.ring_id AS org_unit_id,
    count(*) AS size,
    array_agg(r.org_unit_id ORDER BY r.org_unit_id) AS org_unit_ids,
    string_agg(
        coalesce(u.name, u.code, u.org_unit_id), ', '
        ORDER BY coalesce(u.name, u.code, u.org_unit_id), u.org_unit_id
    ) AS units
FROM ring AS r
JOIN org_unit AS u ON u.org_unit_id = r.org_unit_id
GROUP BY r.ring_id
