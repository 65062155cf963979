-- Without those who may take it a task without assignee would look as if nobody could: then that stays unknown.
-- when: WDD1.WddCode, WDD1.StepCode, WDD1.UserID, WDD1.Status, OWDD.CurrStep
SELECT
    d.WddCode AS task_id,
    d.WddCode AS instance_id,
    d.WtmCode AS flow_id,
    d.CurrStep AS node_id,
    NULL AS assignee_user_id
FROM OWDD AS d
WHERE d.Status = 'W'
-- when: OWDD.WddCode
SELECT
    d.WddCode AS task_id,
    d.WddCode AS instance_id,
    d.WtmCode AS flow_id,
    d.CurrStep AS node_id
FROM OWDD AS d
WHERE d.Status = 'W'
