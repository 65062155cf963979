-- What every document has, whatever its form.
SELECT
    w.name AS flow_id,
    CONCAT('doc.', s.fieldname) AS name,
    'field' AS source
FROM `tabWorkflow` AS w
CROSS JOIN (
    SELECT 'name' AS fieldname UNION ALL SELECT 'owner' UNION ALL SELECT 'creation' UNION ALL SELECT 'modified'
    UNION ALL SELECT 'modified_by' UNION ALL SELECT 'docstatus' UNION ALL SELECT 'idx' UNION ALL SELECT 'doctype'
    UNION ALL SELECT 'workflow_state' UNION ALL SELECT 'parent' UNION ALL SELECT 'parenttype'
    UNION ALL SELECT 'parentfield' UNION ALL SELECT 'flags' UNION ALL SELECT 'meta' UNION ALL SELECT 'amended_from'
) AS s
