-- One row per role and role whose rights it carries: itself, and every role it inherits from at any depth.
-- UNION drops repeats, so inheritance in a cycle ends. Roles that are switched off or deleted carry nothing on.
WITH RECURSIVE live AS (
    SELECT role_id FROM role WHERE active AND NOT deleted
),
closure (role_id, ancestor_id) AS (
    SELECT l.role_id, l.role_id FROM live AS l
    UNION
    SELECT c.role_id, p.parent_id
    FROM closure AS c
    JOIN role_parent AS p ON p.role_id = c.ancestor_id
    JOIN live AS l ON l.role_id = p.parent_id
)
SELECT role_id, ancestor_id FROM closure
