/*
severity = "high"
subject  = "role"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
verify   = '''
WITH RECURSIVE reach (role_id, ancestor_id) AS (
    SELECT p.role_id, p.parent_id FROM role_parent AS p WHERE p.role_id IN ('{role_ids}')
    UNION
    SELECT c.role_id, p.parent_id
    FROM reach AS c
    JOIN role_parent AS p ON p.role_id = c.ancestor_id
)
SELECT count(*) FROM reach AS c WHERE c.role_id = c.ancestor_id
'''

[en]
title   = "Roles inherit from each other in a circle"
message = "In a circle {size:role inherits from itself|roles inherit from each other}: {roles}. Each of them carries the rights of all."
fix     = "Remove the inheritance that closes the circle; usually the junior role was given the senior one as parent."
[zh]
title   = "角色循环继承"
message = "这 {size} 个角色互相继承成了环：{roles}。环里任何一个角色都拥有全部权限。"
fix     = "去掉成环的那条继承关系，多半是低权限角色误把高权限角色设成了上级。"
*/
WITH RECURSIVE reach (role_id, ancestor_id) AS (
    SELECT p.role_id, p.parent_id FROM role_parent AS p
    UNION
    SELECT c.role_id, p.parent_id
    FROM reach AS c
    JOIN role_parent AS p ON p.role_id = c.ancestor_id
),
-- Two roles are in one circle when each reaches the other; the circle is named after its smallest key.
ring AS (
    SELECT a.role_id, min(a.ancestor_id) AS ring_id
    FROM reach AS a
    JOIN reach AS b ON b.role_id = a.ancestor_id AND b.ancestor_id = a.role_id
    GROUP BY a.role_id
)
SELECT
    g.ring_id AS role_id,
    count(*) AS size,
    array_agg(g.role_id ORDER BY g.role_id) AS role_ids,
    string_agg(
        coalesce(r.name, r.code, g.role_id), ', '
        ORDER BY coalesce(r.name, r.code, g.role_id), g.role_id
    ) AS roles
FROM ring AS g
LEFT JOIN role AS r ON r.role_id = g.role_id
GROUP BY g.ring_id
