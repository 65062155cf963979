-- A pending task; a task of a process that has a business key shows it behind the task's name.
SELECT
  t.ID_ AS task_id,
  t.PROC_INST_ID_ AS instance_id,
  t.PROC_DEF_ID_ AS flow_id,
  t.TASK_DEF_KEY_ AS node_id,
  CASE WHEN e.BUSINESS_KEY_ IS NULL OR e.BUSINESS_KEY_ = '' THEN t.NAME_
       ELSE CONCAT(t.NAME_, ' ', e.BUSINESS_KEY_) END AS name,
  NULLIF(t.ASSIGNEE_, '') AS assignee_user_id,
  t.CREATE_TIME_ AS created_at,
  t.DUE_DATE_ AS due_at
FROM ACT_RU_TASK AS t
LEFT JOIN ACT_RU_EXECUTION AS e ON e.ID_ = t.PROC_INST_ID_
