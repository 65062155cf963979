-- One row per role and duty it carries in effect: the role the permission is ticked in (`source_id`: itself, or one it
-- inherits from) and one permission that brings it. Duties are gathered per role first, because few permissions are
-- duties: people are looked at afterwards.
WITH own AS (
    SELECT g.role_id, d.duty, min(d.label) AS label
    FROM permission_grant AS g
    JOIN duty AS d ON d.permission_id = g.permission_id
    GROUP BY g.role_id, d.duty
),
brought AS (
    SELECT
        c.role_id,
        o.duty,
        o.role_id AS source_id,
        o.label,
        row_number() OVER (
            PARTITION BY c.role_id, o.duty ORDER BY CASE WHEN o.role_id = c.role_id THEN 0 ELSE 1 END, o.role_id
        ) AS n
    FROM role_closure AS c
    JOIN own AS o ON o.role_id = c.ancestor_id
)
SELECT role_id, duty, source_id, label
FROM brought
WHERE n = 1
