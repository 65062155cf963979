-- One row per existing account that passes every permission check, by its own flag or by a role; `roles` names
-- the roles.
SELECT
    u.user_id,
    string_agg(
        DISTINCT coalesce(r.name, r.code, r.role_id), ', '
        ORDER BY coalesce(r.name, r.code, r.role_id)
    ) AS roles
FROM user_account AS u
LEFT JOIN effective_role AS e ON e.user_id = u.user_id
LEFT JOIN role AS r ON r.role_id = e.role_id AND r.superuser
WHERE NOT u.deleted AND (u.superuser OR r.role_id IS NOT NULL)
GROUP BY u.user_id
