SELECT
  'sys_logininfor' AS audit_log_id,
  '登录日志' AS name,
  'sign-ins and sign-outs' AS covers,
  a.login_time AS oldest_at,
  z.login_time AS newest_at,
  TRUE AS active,
  'sys_logininfor' AS origin
FROM (SELECT MIN(o.info_id) AS first_id, MAX(o.info_id) AS last_id FROM sys_logininfor AS o) AS r
LEFT JOIN sys_logininfor AS a ON a.info_id = r.first_id
LEFT JOIN sys_logininfor AS z ON z.info_id = r.last_id
