-- A script report keeps old text in its query field; only a query report runs it.
-- when: dialect!=postgres
SELECT
    r.name AS report_id,
    r.name AS code,
    r.report_name AS name,
    r.report_type AS kind,
    CASE WHEN r.report_type = 'Query Report' THEN NULLIF(r.query, '') END AS `sql`,
    'mysql' AS dialect,
    NULL AS data_source,
    COALESCE(
        w.menu_path,
        CASE WHEN r.report_type IN ('Query Report', 'Script Report') THEN CONCAT('/app/query-report/', r.name) END
    ) AS menu_path,
    r.owner AS owner_user_id,
    NULLIF(r.ref_doctype, '') AS target,
    CASE WHEN COALESCE(r.ref_doctype, '') <> '' THEN d.name IS NOT NULL END AS target_found,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabReport` AS r
LEFT JOIN `tabDocType` AS d ON d.name = r.ref_doctype
LEFT JOIN (
    SELECT l.link_to, MIN(CONCAT(l.parent, ' / ', COALESCE(l.label, l.link_to))) AS menu_path
    FROM `tabWorkspace Link` AS l
    WHERE l.link_type = 'Report'
    GROUP BY l.link_to
) AS w ON w.link_to = r.name
-- when: dialect=postgres
SELECT
    r.name AS report_id,
    r.name AS code,
    r.report_name AS name,
    r.report_type AS kind,
    CASE WHEN r.report_type = 'Query Report' THEN NULLIF(r.query, '') END AS `sql`,
    'postgres' AS dialect,
    NULL AS data_source,
    COALESCE(
        w.menu_path,
        CASE WHEN r.report_type IN ('Query Report', 'Script Report') THEN CONCAT('/app/query-report/', r.name) END
    ) AS menu_path,
    r.owner AS owner_user_id,
    NULLIF(r.ref_doctype, '') AS target,
    CASE WHEN COALESCE(r.ref_doctype, '') <> '' THEN d.name IS NOT NULL END AS target_found,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabReport` AS r
LEFT JOIN `tabDocType` AS d ON d.name = r.ref_doctype
LEFT JOIN (
    SELECT l.link_to, MIN(CONCAT(l.parent, ' / ', COALESCE(l.label, l.link_to))) AS menu_path
    FROM `tabWorkspace Link` AS l
    WHERE l.link_type = 'Report'
    GROUP BY l.link_to
) AS w ON w.link_to = r.name
