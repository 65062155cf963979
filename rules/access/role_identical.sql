/*
severity = "low"
subject  = "role"
effort   = "hours"
tags     = ["tidy"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM role AS a
JOIN role AS b ON b.role_id > a.role_id AND coalesce(b.data_scope, '-') = coalesce(a.data_scope, '-')
WHERE a.role_id IN ('{role_ids}') AND b.role_id IN ('{role_ids}')
  AND a.active AND NOT a.deleted AND b.active AND NOT b.deleted
  AND NOT EXISTS (
    SELECT 1 FROM role_permission AS g
    WHERE g.role_id = a.role_id AND NOT EXISTS (
      SELECT 1 FROM role_permission AS h WHERE h.role_id = b.role_id AND h.permission_id = g.permission_id
    )
  )
  AND NOT EXISTS (
    SELECT 1 FROM role_permission AS g
    WHERE g.role_id = b.role_id AND NOT EXISTS (
      SELECT 1 FROM role_permission AS h WHERE h.role_id = a.role_id AND h.permission_id = g.permission_id
    )
  )
'''

[en]
title   = "Roles with the same rights under different names"
message = "{size} roles carry exactly the same {permissions:permission|permissions} and data scope: {roles}."
fix     = "Keep one, move the holders of the others to it, and switch those off."
[zh]
title   = "多个角色权限完全相同"
message = "有 {size} 个角色的 {permissions} 项权限和数据范围完全一样：{roles}。"
fix     = "保留一个，把其余角色的持有人并过来，再停用其余角色。"
*/
WITH candidate AS (
    SELECT
        r.role_id,
        coalesce(r.name, r.code, r.role_id) AS name,
        concat_ws('/', coalesce(r.company_id, '-'), coalesce(r.data_scope, '-')) AS wall
    FROM role AS r
    WHERE r.kind = 'role' AND r.active AND NOT r.deleted AND NOT r.superuser
),
-- Equal sets have equal ends: only roles that share size, smallest and largest key are compared in full.
outline AS (
    SELECT
        c.role_id,
        concat_ws('/', c.wall, count(*), min(g.permission_id), max(g.permission_id)) AS outline
    FROM candidate AS c
    JOIN role_permission AS g ON g.role_id = c.role_id
    GROUP BY c.role_id, c.wall
),
alike AS (
    SELECT o.role_id
    FROM outline AS o
    JOIN (SELECT outline FROM outline GROUP BY outline HAVING count(*) > 1) AS t ON t.outline = o.outline
),
carried AS (
    SELECT
        g.role_id,
        count(*) AS permissions,
        md5(string_agg(g.permission_id, chr(31) ORDER BY g.permission_id)) AS digest
    FROM role_permission AS g
    JOIN alike AS a ON a.role_id = g.role_id
    GROUP BY g.role_id
),
seen AS (
    SELECT role_id, md5(string_agg(org_unit_id, chr(31) ORDER BY org_unit_id)) AS digest
    FROM (SELECT DISTINCT role_id, org_unit_id FROM role_scope) AS s
    GROUP BY role_id
),
mark AS (
    SELECT c.role_id, c.name, g.permissions, concat_ws('/', c.wall, g.digest, coalesce(s.digest, '-')) AS mark
    FROM candidate AS c
    JOIN carried AS g ON g.role_id = c.role_id
    LEFT JOIN seen AS s ON s.role_id = c.role_id
),
-- A role that inherits all it has from another is a level of that one, told apart by more than its permissions.
level AS (
    SELECT DISTINCT a.role_id
    FROM role_closure AS c
    JOIN mark AS a ON a.role_id = c.role_id
    JOIN mark AS b ON b.role_id = c.ancestor_id AND b.mark = a.mark
    WHERE c.role_id <> c.ancestor_id
),
numbered AS (
    SELECT m.*, row_number() OVER (PARTITION BY m.mark ORDER BY m.role_id) AS n
    FROM mark AS m
    LEFT JOIN level AS l ON l.role_id = m.role_id
    WHERE l.role_id IS NULL
)
SELECT
    min(role_id) AS role_id,
    count(*) AS size,
    array_agg(role_id ORDER BY n) FILTER (WHERE n <= 500) AS role_ids,
    max(permissions) AS permissions,
    string_agg(CASE WHEN n <= 5 THEN name END, ', ' ORDER BY n) AS roles
FROM numbered
GROUP BY mark
HAVING count(*) > 1
