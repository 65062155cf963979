SELECT
    t.WtmCode AS flow_id,
    t.WtmCode AS code,
    t.Name AS name,
    1 AS version,
    TRUE AS latest,
    'steps' AS notation,
    TRUE AS executable,
    NULL AS company_id,
    CASE WHEN t.Active = 'Y' THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM OWTM AS t
