-- A call of the administration's API is the use of a permission of the same name: `/admin-api/system/user/create` is
-- `system:user:create`, and reading a page, a list or one record is `:query`. Counted in the newest rows of the log.
SELECT
  m.permission AS feature,
  o.user_id AS user_id,
  COUNT(*) AS uses,
  SUM(CASE WHEN o.result_code <> 0 THEN 1 ELSE 0 END) AS failures,
  MAX(o.begin_time) AS last_used_at,
  'infra_api_access_log' AS origin
FROM (
  SELECT
    e.user_id, e.result_code, e.begin_time,
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
      CONCAT(REPLACE(REPLACE(e.request_url, '/admin-api/', ''), '/', ':'), '$'),
      ':page$', ':query'), ':list$', ':query'), ':get$', ':query'), ':export-excel$', ':export'), '$', '') AS code
  FROM infra_api_access_log AS e
  WHERE e.user_type = 2 AND e.user_id > 0 AND e.request_url LIKE '/admin-api/%'
  ORDER BY e.id DESC
  LIMIT 100000
) AS o
JOIN system_menu AS m ON m.permission = o.code AND m.deleted = 0
GROUP BY m.permission, o.user_id
