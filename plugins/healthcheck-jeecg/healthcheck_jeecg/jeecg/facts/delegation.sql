-- Approval agents (代理人设置). Names are login names; a name no account has stays as it is written.
SELECT
  a.id AS delegation_id,
  COALESCE(f.id, NULLIF(a.user_name, '')) AS from_user_id,
  COALESCE(t.id, NULLIF(a.agent_user_name, '')) AS to_user_id,
  a.start_time AS valid_from,
  a.end_time AS valid_to,
  CASE WHEN a.status = '0' THEN FALSE ELSE TRUE END AS active
FROM sys_user_agent AS a
LEFT JOIN sys_user AS f ON f.username = a.user_name
LEFT JOIN sys_user AS t ON t.username = a.agent_user_name
