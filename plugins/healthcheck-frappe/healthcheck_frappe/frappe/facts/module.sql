SELECT
    m.name AS module_id,
    m.name AS code,
    m.name AS name,
    a.version AS version,
    'installed' AS state
FROM `tabModule Def` AS m
LEFT JOIN (
    SELECT i.app_name, MAX(i.app_version) AS version
    FROM `tabInstalled Application` AS i
    GROUP BY i.app_name
) AS a ON a.app_name = m.app_name
