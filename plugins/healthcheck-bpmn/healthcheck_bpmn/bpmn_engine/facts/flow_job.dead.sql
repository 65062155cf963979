-- Jobs whose retries are used up: the engine does not try them again by itself.
SELECT
  CONCAT('ACT_RU_DEADLETTER_JOB#', j.ID_) AS job_id,
  j.PROCESS_INSTANCE_ID_ AS instance_id,
  j.PROC_DEF_ID_ AS flow_id,
  j.ELEMENT_ID_ AS node_id,
  CASE j.TYPE_ WHEN 'timer' THEN 'timer' WHEN 'message' THEN 'message' ELSE 'other' END AS kind,
  'dead' AS state,
  j.DUEDATE_ AS due_at,
  j.RETRIES_ AS retries,
  SUBSTR(j.EXCEPTION_MSG_, 1, 200) AS error,
  CONCAT('ACT_RU_DEADLETTER_JOB#', j.ID_) AS origin
FROM ACT_RU_DEADLETTER_JOB AS j
