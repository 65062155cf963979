-- when: infra_config.config_key
-- Secrets stay where they are. The vendor's published initial password is no secret, and finding it is the point.
SELECT
  c.config_key AS `key`,
  '' AS company_id,
  c.name AS name,
  CASE
    WHEN c.value IN ('', '0', '1', 'true', 'false', '123456', 'admin123') THEN c.value
    WHEN LOWER(c.config_key) LIKE '%passw%' OR LOWER(c.config_key) LIKE '%pwd%'
      OR LOWER(c.config_key) LIKE '%secret%' OR LOWER(c.config_key) LIKE '%token%'
      OR LOWER(c.config_key) LIKE '%private%' OR LOWER(c.config_key) LIKE '%credential%'
      OR LOWER(c.config_key) LIKE '%license%' OR LOWER(c.config_key) LIKE '%accesskey%'
      OR LOWER(c.config_key) LIKE '%access_key%' OR LOWER(c.config_key) LIKE '%access-key%'
      OR LOWER(c.config_key) LIKE '%appkey%' OR LOWER(c.config_key) LIKE '%app_key%'
      OR LOWER(c.config_key) LIKE '%apikey%' OR LOWER(c.config_key) LIKE '%api_key%'
      OR LOWER(c.config_key) LIKE '%api-key%' THEN '***'
    ELSE c.value
  END AS value,
  CONCAT('infra_config#', c.id) AS origin
FROM infra_config AS c
WHERE c.deleted = 0

-- when: infra_config.key
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
  CONCAT('infra_config#', c.id) AS origin
FROM infra_config AS c
WHERE c.deleted = 0
