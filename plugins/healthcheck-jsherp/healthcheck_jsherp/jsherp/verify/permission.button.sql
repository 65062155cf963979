SELECT
    CONCAT(f.id, ':', o.button) AS permission_id,
    'action' AS kind,
    f.id AS parent_id,
    TRUE AS visible,
    COALESCE(f.enabled, 1) = 1 AS active,
    COALESCE(f.delete_flag, '0') = '1' AS deleted
FROM jsh_function AS f
INNER JOIN (SELECT 1 AS button UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 7) AS o ON FIND_IN_SET(o.button, f.push_btn) > 0
