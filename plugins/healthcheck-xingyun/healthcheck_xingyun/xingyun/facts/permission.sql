-- display: 0 directory, 1 menu, 2 function of a page.
SELECT
    m.id AS permission_id,
    COALESCE(NULLIF(m.permission, ''), m.code) AS code,
    COALESCE(NULLIF(m.title, ''), m.name) AS name,
    CASE m.display WHEN 0 THEN 'directory' WHEN 2 THEN 'action' ELSE 'menu' END AS kind,
    NULLIF(m.parent_id, '') AS parent_id,
    NULLIF(m.component, '') AS target,
    NULL AS open_to_all,
    COALESCE(m.hidden, 0) = 0 AS visible,
    m.available = 1 AS active,
    FALSE AS deleted
FROM sys_menu AS m
