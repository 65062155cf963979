-- One row per account and role it holds in effect at the time of the scan, granted or inherited.
-- `via` is a role granted to the account that brings it (the role itself where that is granted: `direct`).
SELECT
    g.user_id,
    c.ancestor_id AS role_id,
    coalesce(min(CASE WHEN g.role_id = c.ancestor_id THEN g.role_id END), min(g.role_id)) AS via,
    bool_or(g.role_id = c.ancestor_id) AS direct
FROM role_grant AS g
JOIN role_closure AS c ON c.role_id = g.role_id
WHERE (g.valid_from IS NULL OR g.valid_from <= scan_time())
  AND (g.valid_to IS NULL OR g.valid_to >= scan_time())
GROUP BY g.user_id, c.ancestor_id
