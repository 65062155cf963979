-- Jobs to be done now. Camunda 7 keeps timers and failed jobs here too: those without a retry left are dead.
SELECT
  CONCAT('ACT_RU_JOB#', j.ID_) AS job_id,
  j.PROCESS_INSTANCE_ID_ AS instance_id,
  j.PROC_DEF_ID_ AS flow_id,
  j.ELEMENT_ID_ AS node_id,
  CASE j.TYPE_ WHEN 'timer' THEN 'timer' WHEN 'message' THEN 'message' ELSE 'other' END AS kind,
  CASE WHEN j.RETRIES_ = 0 THEN 'dead' ELSE 'waiting' END AS state,
  j.DUEDATE_ AS due_at,
  j.RETRIES_ AS retries,
  SUBSTR(j.EXCEPTION_MSG_, 1, 200) AS error,
  CONCAT('ACT_RU_JOB#', j.ID_) AS origin
FROM ACT_RU_JOB AS j
