-- when: dialect!=sqlite
-- Dictionary quartz_status: 0 normal, -1 stopped. The product keeps no record of runs; of each job that is
-- on, Quartz knows the last and the next start, where it keeps its tables here.
SELECT
  j.id AS job_id,
  j.job_class_name AS code,
  COALESCE(NULLIF(j.description, ''), j.job_class_name) AS name,
  j.cron_expression AS schedule,
  FROM_UNIXTIME(NULLIF(t.prev_fire_time, -1) / 1000) AS last_run_at,
  FROM_UNIXTIME(t.next_fire_time / 1000) AS next_run_at,
  CASE WHEN j.status = 0 AND COALESCE(j.del_flag, 0) = 0 THEN TRUE ELSE FALSE END AS active
FROM sys_quartz_job AS j
LEFT JOIN qrtz_triggers AS t ON t.trigger_name = j.id AND t.next_fire_time > 0

-- when: dialect=sqlite
SELECT
  j.id AS job_id,
  j.job_class_name AS code,
  COALESCE(NULLIF(j.description, ''), j.job_class_name) AS name,
  j.cron_expression AS schedule,
  CASE WHEN j.status = 0 AND COALESCE(j.del_flag, 0) = 0 THEN TRUE ELSE FALSE END AS active
FROM sys_quartz_job AS j
