-- Dictionary quartz_status: 0 normal, -1 stopped. The product keeps no record of runs in the database.
SELECT
  j.id AS job_id,
  j.job_class_name AS code,
  COALESCE(NULLIF(j.description, ''), j.job_class_name) AS name,
  j.cron_expression AS schedule,
  CASE WHEN j.status = 0 AND COALESCE(j.del_flag, 0) = 0 THEN TRUE ELSE FALSE END AS active
FROM sys_quartz_job AS j
