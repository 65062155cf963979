-- Names repeat between categories, whose columns are not published: the copies are numbered.
SELECT
    q.QName + '#' + CAST(ROW_NUMBER() OVER (PARTITION BY q.QName ORDER BY q.QName) AS VARCHAR(20)) AS report_id,
    q.QName AS code,
    q.QName AS name,
    'user query' AS kind,
    q.QString AS sql,
    'tsql' AS dialect,
    TRUE AS active,
    FALSE AS deleted
FROM OUQR AS q
