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
    NULLIF(r.ref_doctype, '') AS target,
    CASE WHEN COALESCE(r.ref_doctype, '') <> '' THEN d.name IS NOT NULL END AS target_found,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabReport` AS r
LEFT JOIN `tabDocType` AS d ON d.name = r.ref_doctype
-- when: dialect=postgres
SELECT
    r.name AS report_id,
    r.name AS code,
    r.report_name AS name,
    r.report_type AS kind,
    CASE WHEN r.report_type = 'Query Report' THEN NULLIF(r.query, '') END AS `sql`,
    'postgres' AS dialect,
    NULL AS data_source,
    NULLIF(r.ref_doctype, '') AS target,
    CASE WHEN COALESCE(r.ref_doctype, '') <> '' THEN d.name IS NOT NULL END AS target_found,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabReport` AS r
LEFT JOIN `tabDocType` AS d ON d.name = r.ref_doctype
