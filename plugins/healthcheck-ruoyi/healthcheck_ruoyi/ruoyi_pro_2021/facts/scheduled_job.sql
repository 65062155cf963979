-- Runs are counted in the newest part of the log; the product has no alarm address and no run-as account.
SELECT
  j.id AS job_id,
  j.handler_name AS code,
  j.name AS name,
  j.cron_expression AS schedule,
  l.begin_time AS last_run_at,
  l.status = 2 AS last_failed,
  COALESCE(r.runs, 0) AS runs,
  COALESCE(r.failures, 0) AS failures,
  j.status = 1 AS active
FROM inf_job AS j
LEFT JOIN (
  SELECT
    g.job_id,
    COUNT(*) AS runs,
    SUM(CASE WHEN g.status = 2 THEN 1 ELSE 0 END) AS failures,
    MAX(g.id) AS last_id
  FROM (
    SELECT e.id, e.job_id, e.status
    FROM inf_job_log AS e
    ORDER BY e.id DESC
    LIMIT 100000
  ) AS g
  GROUP BY g.job_id
) AS r ON r.job_id = j.id
LEFT JOIN inf_job_log AS l ON l.id = r.last_id
WHERE j.deleted = 0
