SELECT
    j.job_id AS job_id,
    CONCAT(j.bean_name, '.', j.method_name) AS code,
    j.job_name AS name,
    j.cron_expression AS schedule,
    NULL AS run_as_user_id,
    l.last_run_at AS last_run_at,
    CASE WHEN l.runs > 0 THEN COALESCE(l.failed_at > COALESCE(l.done_at, '1970-01-01'), FALSE) END AS last_failed,
    l.failures AS failures,
    l.runs AS runs,
    NULLIF(j.email, '') AS alarm_to,
    COALESCE(j.is_pause, 0) = 0 AS active
FROM sys_quartz_job AS j
LEFT JOIN (
    SELECT
        g.job_name,
        g.bean_name,
        g.method_name,
        COUNT(*) AS runs,
        MAX(g.create_time) AS last_run_at,
        SUM(CASE WHEN g.is_success = 1 THEN 0 ELSE 1 END) AS failures,
        MAX(CASE WHEN g.is_success = 1 THEN NULL ELSE g.create_time END) AS failed_at,
        MAX(CASE WHEN g.is_success = 1 THEN g.create_time END) AS done_at
    FROM sys_quartz_log AS g
    GROUP BY g.job_name, g.bean_name, g.method_name
) AS l ON l.job_name = j.job_name AND l.bean_name = j.bean_name AND l.method_name = j.method_name
