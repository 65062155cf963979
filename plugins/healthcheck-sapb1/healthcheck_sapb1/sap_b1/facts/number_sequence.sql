-- The product itself keeps ranges of one kind of document apart, whatever their prefix: so neither prefix nor suffix is told.
-- How many digits a number may have follows from the last that is allowed.
SELECT
    CAST(n.ObjectCode AS VARCHAR(20)) + '/' + CAST(n.Series AS VARCHAR(20)) AS sequence_id,
    CAST(n.ObjectCode AS VARCHAR(20)) + '/' + CAST(n.SeriesName AS VARCHAR(20)) AS code,
    n.SeriesName AS name,
    LEN(CAST(n.LastNum AS VARCHAR(20))) AS padding,
    n.NextNumber AS next_number,
    NULL AS company_id,
    CASE WHEN n.Locked = 'Y' THEN 0 ELSE 1 END AS active
FROM NNM1 AS n
