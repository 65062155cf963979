-- when: system_operate_log.result_code, system_operate_log.module
-- Counted in the newest rows. A function that is missing here may still be in use.
SELECT
  CONCAT(o.module, '/', o.name) AS feature,
  '' AS user_id,
  COUNT(*) AS uses,
  SUM(CASE WHEN o.result_code <> 0 THEN 1 ELSE 0 END) AS failures,
  MAX(o.create_time) AS last_used_at,
  'system_operate_log' AS origin
FROM (
  SELECT e.id, e.module, e.name, e.result_code, e.create_time
  FROM system_operate_log AS e
  ORDER BY e.id DESC
  LIMIT 100000
) AS o
GROUP BY CONCAT(o.module, '/', o.name)

-- when: system_operate_log.sub_type
-- Only what succeeded is written here, so failures stay unknown.
SELECT
  CONCAT(o.type, '/', o.sub_type) AS feature,
  '' AS user_id,
  COUNT(*) AS uses,
  MAX(o.create_time) AS last_used_at,
  'system_operate_log' AS origin
FROM (
  SELECT e.id, e.type, e.sub_type, e.create_time
  FROM system_operate_log AS e
  ORDER BY e.id DESC
  LIMIT 100000
) AS o
GROUP BY CONCAT(o.type, '/', o.sub_type)
