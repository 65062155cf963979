-- FStatus 0: not dealt with. One row for each person who may; together they are one task.
-- Without those who may take it a task without assignee would look as if nobody could: then that stays unknown.
-- when: ICClassMCTaskCenter.FProcessUserID, t_Group.FGroupID
SELECT DISTINCT
    CAST(c.FClassTypeID AS VARCHAR(20)) + '/' + CAST(c.FBillID AS VARCHAR(20)) AS task_id,
    'FClassTypeID ' + CAST(c.FClassTypeID AS VARCHAR(20)) + ', FBillID ' + CAST(c.FBillID AS VARCHAR(20)) AS name,
    NULL AS assignee_user_id
FROM ICClassMCTaskCenter AS c
WHERE c.FStatus = 0
-- when: ICClassMCTaskCenter.FBillID
SELECT DISTINCT
    CAST(c.FClassTypeID AS VARCHAR(20)) + '/' + CAST(c.FBillID AS VARCHAR(20)) AS task_id,
    'FClassTypeID ' + CAST(c.FClassTypeID AS VARCHAR(20)) + ', FBillID ' + CAST(c.FBillID AS VARCHAR(20)) AS name
FROM ICClassMCTaskCenter AS c
WHERE c.FStatus = 0
