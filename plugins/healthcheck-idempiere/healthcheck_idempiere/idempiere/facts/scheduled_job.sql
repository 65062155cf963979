SELECT
    s.ad_scheduler_id AS job_id,
    p.value AS code,
    s.name AS name,
    COALESCE(d.cronpattern, CONCAT(d.frequency, ' ', d.frequencytype)) AS schedule,
    s.datelastrun AS last_run_at,
    s.datenextrun AS next_run_at,
    g.failures AS failures,
    g.runs AS runs,
    s.isactive = 'Y' AS active
FROM ad_scheduler AS s
LEFT JOIN ad_process AS p ON p.ad_process_id = s.ad_process_id
LEFT JOIN ad_schedule AS d ON d.ad_schedule_id = s.ad_schedule_id
LEFT JOIN (
    SELECT l.ad_scheduler_id, COUNT(*) AS runs, SUM(CASE WHEN l.iserror = 'Y' THEN 1 ELSE 0 END) AS failures
    FROM ad_schedulerlog AS l
    GROUP BY l.ad_scheduler_id
) AS g ON g.ad_scheduler_id = s.ad_scheduler_id
