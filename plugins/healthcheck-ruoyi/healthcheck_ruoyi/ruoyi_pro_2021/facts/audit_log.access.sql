-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
  'inf_api_access_log' AS audit_log_id,
  'API 访问日志' AS name,
  'requests' AS covers,
  a.create_time AS oldest_at,
  z.create_time AS newest_at,
  TRUE AS active,
  'inf_api_access_log' AS origin
FROM (SELECT MIN(o.id) AS first_id, MAX(o.id) AS last_id FROM inf_api_access_log AS o) AS r
LEFT JOIN inf_api_access_log AS a ON a.id = r.first_id
LEFT JOIN inf_api_access_log AS z ON z.id = r.last_id
