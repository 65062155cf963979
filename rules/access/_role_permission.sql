-- One row per role and permission in effect, granted to the role or to a role it inherits from.
-- Permissions that are gone, deleted or switched off are left out: they let nobody do anything.
SELECT DISTINCT c.role_id, g.permission_id
FROM role_closure AS c
JOIN permission_grant AS g ON g.role_id = c.ancestor_id
JOIN permission AS p ON p.permission_id = g.permission_id
WHERE p.active AND NOT p.deleted
