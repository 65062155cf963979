-- P runs when a document is processed, V when a value of a record is reached; the others are wizards and general ones.
SELECT
    w.ad_workflow_id AS flow_id,
    w.value AS code,
    w.name AS name,
    w.version AS version,
    TRUE AS latest,
    'steps' AS notation,
    w.isvalid = 'Y' AS executable,
    NULLIF(w.ad_client_id, 0) AS company_id,
    w.created AS deployed_at,
    w.isactive = 'Y' AS active,
    FALSE AS deleted
FROM ad_workflow AS w
WHERE w.workflowtype IN ('P', 'V')
