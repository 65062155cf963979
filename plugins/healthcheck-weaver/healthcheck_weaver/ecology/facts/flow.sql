SELECT
    w.id AS flow_id,
    w.id AS code,
    w.workflowname AS name,
    1 AS version,
    TRUE AS latest,
    'steps' AS notation,
    TRUE AS executable,
    w.formid AS document_type_id,
    CASE WHEN w.isvalid = '1' THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM workflow_base w
