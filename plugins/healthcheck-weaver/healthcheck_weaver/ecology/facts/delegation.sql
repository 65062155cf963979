-- Whether an agent was called back before the last day is not published.
SELECT DISTINCT
    CAST(a.beagenterId AS VARCHAR2(40)) || '/' || CAST(a.agenterId AS VARCHAR2(40)) || '/' || CAST(a.workflowId AS VARCHAR2(40)) || '/' || COALESCE(a.beginDate, '-') AS delegation_id,
    a.beagenterId AS from_user_id,
    a.agenterId AS to_user_id,
    NULLIF(a.beginDate, '') AS valid_from,
    NULLIF(a.endDate, '') AS valid_to
FROM Workflow_Agent a
