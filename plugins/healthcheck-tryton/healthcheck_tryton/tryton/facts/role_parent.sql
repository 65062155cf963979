-- A member of a group has the rights of the group's parent as well.
-- when: res_group.parent
SELECT g.id AS role_id, g.parent AS parent_id, 'res_group#' || g.id AS origin
FROM res_group AS g
WHERE g.parent IS NOT NULL

-- when: !res_group.parent
SELECT g.id AS role_id, g.id AS parent_id
FROM res_group AS g
WHERE 1 = 0
