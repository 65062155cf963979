-- FSTATUS 0: to be done. Whoever received it may take it.
-- Without those who may take it a task without assignee would look as if nobody could: then that stays unknown.
-- when: T_WF_RECEIVER.FASSIGNID, T_WF_RECEIVER.FRECEIVERID
SELECT
    a.FASSIGNID AS task_id,
    r.title AS name,
    NULL AS assignee_user_id
FROM T_WF_ASSIGN a
LEFT JOIN (SELECT x.FASSIGNID AS task_id, MIN(x.FTITLE) AS title FROM T_WF_RECEIVER x GROUP BY x.FASSIGNID) r
    ON r.task_id = a.FASSIGNID
WHERE a.FSTATUS = '0'
-- when: T_WF_ASSIGN.FASSIGNID
SELECT
    a.FASSIGNID AS task_id,
    r.title AS name
FROM T_WF_ASSIGN a
LEFT JOIN (SELECT x.FASSIGNID AS task_id, MIN(x.FTITLE) AS title FROM T_WF_RECEIVER x GROUP BY x.FASSIGNID) r
    ON r.task_id = a.FASSIGNID
WHERE a.FSTATUS = '0'
