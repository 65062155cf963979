-- One row per role and duty it carries in effect, with one permission that brings it.
SELECT r.role_id, d.duty, min(d.label) AS label
FROM role_permission AS r
JOIN duty AS d ON d.permission_id = r.permission_id
GROUP BY r.role_id, d.duty
