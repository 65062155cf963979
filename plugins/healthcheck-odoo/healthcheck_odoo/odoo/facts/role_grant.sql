-- when: res_users_role_line
-- The table holds the closure over implied groups up to 18 and only what was given from 19 on: rules must use
-- `role_parent` and not call the difference redundant. Dates come from the community's roles (base_user_role).
SELECT
  g.uid AS user_id,
  g.gid AS role_id,
  NULL AS company_id,
  l.date_from AS valid_from,
  l.date_to + INTERVAL '1 day' - INTERVAL '1 second' AS valid_to,
  NULL AS source,
  concat('res_groups_users_rel#', g.gid, ',', g.uid) AS origin
FROM res_groups_users_rel AS g
LEFT JOIN (
  SELECT
    r.group_id,
    n.user_id,
    min(n.date_from) AS date_from,
    CASE WHEN bool_and(n.date_to IS NOT NULL) THEN max(n.date_to) END AS date_to
  FROM res_users_role_line AS n
  INNER JOIN res_users_role AS r ON r.id = n.role_id
  GROUP BY r.group_id, n.user_id
) AS l ON l.group_id = g.gid AND l.user_id = g.uid

-- when: !res_users_role_line
SELECT
  g.uid AS user_id,
  g.gid AS role_id,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  NULL AS source,
  concat('res_groups_users_rel#', g.gid, ',', g.uid) AS origin
FROM res_groups_users_rel AS g
