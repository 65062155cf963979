SELECT
    f.id AS permission_id,
    'menu' AS kind,
    CASE WHEN f.parent_number <> '0' THEN COALESCE(u.id, f.parent_number) END AS parent_id,
    TRUE AS visible,
    COALESCE(f.enabled, 1) = 1 AS active,
    COALESCE(f.delete_flag, '0') = '1' AS deleted
FROM jsh_function AS f
LEFT JOIN jsh_function AS u ON u.number = f.parent_number AND COALESCE(u.delete_flag, '0') <> '1'
