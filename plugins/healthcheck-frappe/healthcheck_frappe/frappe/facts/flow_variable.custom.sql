-- Fields added to the form on site.
SELECT
    w.name AS flow_id,
    CONCAT('doc.', f.fieldname) AS name,
    'field' AS source
FROM `tabWorkflow` AS w
JOIN `tabCustom Field` AS f ON f.dt = w.document_type
WHERE f.fieldname IS NOT NULL AND f.fieldname <> ''
