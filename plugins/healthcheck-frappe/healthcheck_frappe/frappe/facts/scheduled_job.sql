SELECT
    j.name AS job_id,
    j.method AS code,
    j.name AS name,
    COALESCE(NULLIF(j.cron_format, ''), j.frequency) AS schedule,
    'Administrator' AS run_as_user_id,
    j.last_execution AS last_run_at,
    CASE WHEN l.runs > 0 THEN COALESCE(l.failed_at > COALESCE(l.done_at, '1970-01-01'), FALSE) END AS last_failed,
    l.failures AS failures,
    l.runs AS runs,
    COALESCE(j.stopped, 0) = 0 AS active
FROM `tabScheduled Job Type` AS j
LEFT JOIN (
    SELECT
        g.scheduled_job_type,
        COUNT(*) AS runs,
        SUM(CASE WHEN g.status = 'Failed' THEN 1 ELSE 0 END) AS failures,
        MAX(CASE WHEN g.status = 'Failed' THEN g.creation END) AS failed_at,
        MAX(CASE WHEN g.status = 'Complete' THEN g.creation END) AS done_at
    FROM `tabScheduled Job Log` AS g
    GROUP BY g.scheduled_job_type
) AS l ON l.scheduled_job_type = j.name
