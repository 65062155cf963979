-- type: 0 directory, 1 menu, 2 button.
SELECT
    m.menu_id AS permission_id,
    COALESCE(NULLIF(m.permission, ''), CONCAT('menu:', m.menu_id)) AS code,
    m.title AS name,
    CASE m.type WHEN 0 THEN 'directory' WHEN 2 THEN 'action' ELSE 'menu' END AS kind,
    NULLIF(m.pid, 0) AS parent_id,
    NULLIF(m.component, '') AS target,
    NULL AS open_to_all,
    COALESCE(m.hidden, 0) = 0 AS visible,
    TRUE AS active,
    FALSE AS deleted
FROM sys_menu AS m
