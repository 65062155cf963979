-- Those of the current stage who have not decided.
SELECT DISTINCT
    d.WddCode AS task_id,
    'user' AS kind,
    l.UserID AS reference
FROM OWDD AS d
JOIN WDD1 AS l ON l.WddCode = d.WddCode AND l.StepCode = d.CurrStep
WHERE d.Status = 'W' AND l.Status = 'W'
