/*
severity = "high"
subject  = "permission"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
verify   = '''
SELECT CASE WHEN count(*) >= {size} THEN count(*) ELSE 0 END
FROM permission AS n
WHERE n.permission_id IN ('{permission_ids}') AND n.parent_id IN ('{permission_ids}') AND NOT n.deleted
'''

[en]
title   = "Menus that lie below themselves"
message = "These {size} menu entries form a circle: {permissions}. None of them is shown, and building the menu may never end."
fix     = "Give one of them its real parent."
[zh]
title   = "菜单上下级成环"
message = "这 {size} 个菜单的上下级绕成了环：{permissions}。它们都显示不出来，系统拼菜单时还可能死循环。"
fix     = "把其中一个改挂到真正的上级菜单。"
*/
WITH RECURSIVE up (permission_id, ancestor_id) AS (
    SELECT permission_id, parent_id FROM permission WHERE parent_id IS NOT NULL AND NOT deleted
    UNION
    SELECT u.permission_id, p.parent_id
    FROM up AS u
    JOIN permission AS p ON p.permission_id = u.ancestor_id
    WHERE p.parent_id IS NOT NULL AND NOT p.deleted
),
ring AS (
    SELECT a.permission_id, min(a.ancestor_id) AS ring_id
    FROM up AS a
    JOIN up AS b ON b.permission_id = a.ancestor_id AND b.ancestor_id = a.permission_id
    GROUP BY a.permission_id
)
SELECT
    r.ring_id AS permission_id,
    count(*) AS size,
    array_agg(r.permission_id ORDER BY r.permission_id) AS permission_ids,
    string_agg(
        coalesce(p.name, p.code, p.permission_id), ', '
        ORDER BY coalesce(p.name, p.code, p.permission_id), p.permission_id
    ) AS permissions
FROM ring AS r
JOIN permission AS p ON p.permission_id = r.permission_id
GROUP BY r.ring_id
