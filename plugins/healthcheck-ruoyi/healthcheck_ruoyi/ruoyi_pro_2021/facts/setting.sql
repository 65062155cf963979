SELECT
  c.`key` AS `key`,
  '' AS company_id,
  c.name AS name,
  CASE
    WHEN c.value IN ('', '0', '1', 'true', 'false', '123456', 'admin123') THEN c.value
    WHEN c.sensitive = 1 THEN '***'
    WHEN LOWER(c.`key`) LIKE '%passw%' OR LOWER(c.`key`) LIKE '%pwd%' OR LOWER(c.`key`) LIKE '%secret%'
      OR LOWER(c.`key`) LIKE '%token%' OR LOWER(c.`key`) LIKE '%private%' OR LOWER(c.`key`) LIKE '%credential%'
      OR LOWER(c.`key`) LIKE '%license%' OR LOWER(c.`key`) LIKE '%accesskey%' OR LOWER(c.`key`) LIKE '%access_key%'
      OR LOWER(c.`key`) LIKE '%access-key%' OR LOWER(c.`key`) LIKE '%appkey%' OR LOWER(c.`key`) LIKE '%app_key%'
      OR LOWER(c.`key`) LIKE '%apikey%' OR LOWER(c.`key`) LIKE '%api_key%' OR LOWER(c.`key`) LIKE '%api-key%' THEN '***'
    ELSE c.value
  END AS value,
  CONCAT('inf_config#', c.id) AS origin
FROM inf_config AS c
WHERE c.deleted = 0
