SELECT
    w.name AS flow_id,
    w.name AS code,
    w.workflow_name AS name,
    1 AS version,
    TRUE AS latest,
    'states' AS notation,
    TRUE AS executable,
    NULLIF(w.document_type, '') AS document_type_id,
    NULL AS company_id,
    w.is_active = 1 AS active,
    FALSE AS deleted
FROM `tabWorkflow` AS w
