-- Conditions read the document as `doc`: the fields of its form, and what every document has.
SELECT
    w.name AS flow_id,
    CONCAT('doc.', f.fieldname) AS name,
    'field' AS source
FROM `tabWorkflow` AS w
JOIN `tabDocField` AS f ON f.parent = w.document_type
WHERE f.fieldname IS NOT NULL AND f.fieldname <> ''
