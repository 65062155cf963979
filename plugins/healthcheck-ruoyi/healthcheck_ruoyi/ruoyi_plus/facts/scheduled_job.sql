-- SnailJob keeps its jobs beside the product's tables unless it was given a database of its own.
SELECT
  j.id AS job_id,
  j.executor_info AS code,
  j.job_name AS name,
  CASE j.trigger_type
    WHEN 2 THEN CONCAT('every ', j.trigger_interval, ' s')
    ELSE j.trigger_interval
  END AS schedule,
  FROM_UNIXTIME(l.execution_at / 1000) AS last_run_at,
  FROM_UNIXTIME(j.next_trigger_at / 1000) AS next_run_at,
  l.task_batch_status = 4 AS last_failed,
  COALESCE(r.runs, 0) AS runs,
  COALESCE(r.failures, 0) AS failures,
  j.job_status = 1 AS active
FROM sj_job AS j
LEFT JOIN (
  SELECT
    b.job_id,
    COUNT(*) AS runs,
    SUM(CASE WHEN b.task_batch_status = 4 THEN 1 ELSE 0 END) AS failures,
    MAX(b.id) AS last_id
  FROM sj_job_task_batch AS b
  WHERE b.execution_at > 0
  GROUP BY b.job_id
) AS r ON r.job_id = j.id
LEFT JOIN sj_job_task_batch AS l ON l.id = r.last_id
WHERE j.deleted = 0
