-- Beside the jobs of a product in the same database: keys are marked, so that the two never meet. Times are counted in
-- milliseconds since 1970 and are UTC. A result of 0 is not known yet.
-- when: xxl_job_info.name
SELECT
    CONCAT('xxl:', j.id) AS job_id,
    COALESCE(NULLIF(j.executor_handler, ''), j.glue_type) AS code,
    j.name AS name,
    CASE WHEN j.schedule_type <> 'NONE' THEN CONCAT(j.schedule_type, ' ', j.schedule_conf) END AS schedule,
    NULL AS run_as_user_id,
    CASE WHEN j.trigger_last_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_last_time / 1000), '1970-01-01') END
        AS last_run_at,
    CASE WHEN j.trigger_next_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_next_time / 1000), '1970-01-01') END
        AS next_run_at,
    CASE WHEN l.runs > 0 THEN COALESCE(l.failed_at > COALESCE(l.done_at, '1970-01-01'), FALSE) END AS last_failed,
    l.failures AS failures,
    l.runs AS runs,
    NULLIF(j.alarm_email, '') AS alarm_to,
    j.trigger_status = 1 AS active,
    CONCAT('xxl_job_info#', j.id) AS origin
FROM xxl_job_info AS j
LEFT JOIN (
    SELECT
        g.job_id,
        COUNT(*) AS runs,
        SUM(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN 1 ELSE 0 END) AS failures,
        MAX(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN g.trigger_time END)
            AS failed_at,
        MAX(CASE WHEN g.handle_code = 200 THEN g.trigger_time END) AS done_at
    FROM xxl_job_log AS g
    GROUP BY g.job_id
) AS l ON l.job_id = j.id
-- when: xxl_job_info.job_desc, xxl_job_info.schedule_conf
SELECT
    CONCAT('xxl:', j.id) AS job_id,
    COALESCE(NULLIF(j.executor_handler, ''), j.glue_type) AS code,
    j.job_desc AS name,
    CASE WHEN j.schedule_type <> 'NONE' THEN CONCAT(j.schedule_type, ' ', j.schedule_conf) END AS schedule,
    NULL AS run_as_user_id,
    CASE WHEN j.trigger_last_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_last_time / 1000), '1970-01-01') END
        AS last_run_at,
    CASE WHEN j.trigger_next_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_next_time / 1000), '1970-01-01') END
        AS next_run_at,
    CASE WHEN l.runs > 0 THEN COALESCE(l.failed_at > COALESCE(l.done_at, '1970-01-01'), FALSE) END AS last_failed,
    l.failures AS failures,
    l.runs AS runs,
    NULLIF(j.alarm_email, '') AS alarm_to,
    j.trigger_status = 1 AS active,
    CONCAT('xxl_job_info#', j.id) AS origin
FROM xxl_job_info AS j
LEFT JOIN (
    SELECT
        g.job_id,
        COUNT(*) AS runs,
        SUM(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN 1 ELSE 0 END) AS failures,
        MAX(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN g.trigger_time END)
            AS failed_at,
        MAX(CASE WHEN g.handle_code = 200 THEN g.trigger_time END) AS done_at
    FROM xxl_job_log AS g
    GROUP BY g.job_id
) AS l ON l.job_id = j.id
-- when: xxl_job_info.job_cron
SELECT
    CONCAT('xxl:', j.id) AS job_id,
    COALESCE(NULLIF(j.executor_handler, ''), j.glue_type) AS code,
    j.job_desc AS name,
    j.job_cron AS schedule,
    NULL AS run_as_user_id,
    CASE WHEN j.trigger_last_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_last_time / 1000), '1970-01-01') END
        AS last_run_at,
    CASE WHEN j.trigger_next_time > 0 THEN TIMESTAMPADD(SECOND, FLOOR(j.trigger_next_time / 1000), '1970-01-01') END
        AS next_run_at,
    CASE WHEN l.runs > 0 THEN COALESCE(l.failed_at > COALESCE(l.done_at, '1970-01-01'), FALSE) END AS last_failed,
    l.failures AS failures,
    l.runs AS runs,
    NULLIF(j.alarm_email, '') AS alarm_to,
    j.trigger_status = 1 AS active,
    CONCAT('xxl_job_info#', j.id) AS origin
FROM xxl_job_info AS j
LEFT JOIN (
    SELECT
        g.job_id,
        COUNT(*) AS runs,
        SUM(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN 1 ELSE 0 END) AS failures,
        MAX(CASE WHEN g.trigger_code NOT IN (0, 200) OR g.handle_code NOT IN (0, 200) THEN g.trigger_time END)
            AS failed_at,
        MAX(CASE WHEN g.handle_code = 200 THEN g.trigger_time END) AS done_at
    FROM xxl_job_log AS g
    GROUP BY g.job_id
) AS l ON l.job_id = j.id
