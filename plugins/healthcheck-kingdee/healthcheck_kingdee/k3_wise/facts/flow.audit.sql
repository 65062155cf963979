-- Multi-level checking of the older documents: one list of checkers for each document type.
SELECT
    'audit:' + CAST(o.FBillType AS VARCHAR(20)) AS flow_id,
    'audit:' + CAST(o.FBillType AS VARCHAR(20)) AS code,
    'FBillType ' + CAST(o.FBillType AS VARCHAR(20)) AS name,
    1 AS version,
    TRUE AS latest,
    'steps' AS notation,
    TRUE AS executable,
    NULL AS company_id,
    FALSE AS deleted
FROM t_MultiCheckOption AS o
