-- Multi-level checking of BOS documents.
SELECT
    'bos:' + CAST(t.FID AS VARCHAR(20)) AS flow_id,
    'bos:' + CAST(t.FClassTypeID AS VARCHAR(20)) AS code,
    'FClassTypeID ' + CAST(t.FClassTypeID AS VARCHAR(20)) AS name,
    1 AS version,
    TRUE AS latest,
    'steps' AS notation,
    TRUE AS executable,
    NULL AS company_id,
    CASE WHEN t.FIsRun = 1 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM ICClassMCTemplate AS t
