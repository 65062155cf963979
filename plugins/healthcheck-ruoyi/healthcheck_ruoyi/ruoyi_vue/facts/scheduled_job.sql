-- when: dialect!=sqlite
-- Runs are counted in the newest part of the log; the product has no alarm address and no run-as account. Quartz keeps its
-- triggers here only where it was told to (several servers); else nothing is known of the next run.
SELECT
  j.job_id AS job_id,
  j.invoke_target AS code,
  j.job_name AS name,
  j.cron_expression AS schedule,
  l.create_time AS last_run_at,
  FROM_UNIXTIME(t.next_fire_time / 1000) AS next_run_at,
  l.status = '1' AS last_failed,
  COALESCE(r.runs, 0) AS runs,
  COALESCE(r.failures, 0) AS failures,
  COALESCE(j.status, n.value, '0') = COALESCE(n.value, '0') AS active
FROM sys_job AS j
LEFT JOIN (
  SELECT
    g.job_name,
    g.job_group,
    COUNT(*) AS runs,
    SUM(CASE WHEN g.status = '1' THEN 1 ELSE 0 END) AS failures,
    MAX(g.job_log_id) AS last_id
  FROM (
    SELECT e.job_log_id, e.job_name, e.job_group, e.status
    FROM sys_job_log AS e
    ORDER BY e.job_log_id DESC
    LIMIT 100000
  ) AS g
  GROUP BY g.job_name, g.job_group
) AS r ON r.job_name = j.job_name AND r.job_group = j.job_group
LEFT JOIN sys_job_log AS l ON l.job_log_id = r.last_id
LEFT JOIN qrtz_triggers AS t ON t.trigger_name = CONCAT('TASK_CLASS_NAME', j.job_id) AND t.next_fire_time > 0
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_job_status' AND v.dict_label IN ('正常', '启用', 'Normal', 'Enabled')
) AS n ON 1 = 1

-- when: dialect=sqlite
SELECT
  j.job_id AS job_id,
  j.invoke_target AS code,
  j.job_name AS name,
  j.cron_expression AS schedule,
  l.create_time AS last_run_at,
  l.status = '1' AS last_failed,
  COALESCE(r.runs, 0) AS runs,
  COALESCE(r.failures, 0) AS failures,
  COALESCE(j.status, n.value, '0') = COALESCE(n.value, '0') AS active
FROM sys_job AS j
LEFT JOIN (
  SELECT
    g.job_name,
    g.job_group,
    COUNT(*) AS runs,
    SUM(CASE WHEN g.status = '1' THEN 1 ELSE 0 END) AS failures,
    MAX(g.job_log_id) AS last_id
  FROM (
    SELECT e.job_log_id, e.job_name, e.job_group, e.status
    FROM sys_job_log AS e
    ORDER BY e.job_log_id DESC
    LIMIT 100000
  ) AS g
  GROUP BY g.job_name, g.job_group
) AS r ON r.job_name = j.job_name AND r.job_group = j.job_group
LEFT JOIN sys_job_log AS l ON l.job_log_id = r.last_id
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_job_status' AND v.dict_label IN ('正常', '启用', 'Normal', 'Enabled')
) AS n ON 1 = 1
