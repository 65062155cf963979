-- A stage is shared by templates; MaxReqr of its approvers must agree.
SELECT DISTINCT
    s.WtmCode AS flow_id,
    s.WstCode AS node_id,
    w.Name AS name,
    'user_task' AS kind,
    'parallel' AS multi_instance,
    w.MaxReqr AS quorum,
    1 AS approver_required
FROM WTM2 AS s
LEFT JOIN OWST AS w ON w.WstCode = s.WstCode
