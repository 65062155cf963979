-- Secrets stay where they are. The vendor's published initial password is no secret, and finding it is the point.
SELECT
  c.config_key AS `key`,
  COALESCE(c.tenant_id, '') AS company_id,
  c.config_name AS name,
  CASE
    WHEN c.config_value IN ('', '0', '1', 'true', 'false', 'Y', 'N', '123456', 'admin123') THEN c.config_value
    WHEN LOWER(c.config_key) LIKE '%modify' OR LOWER(c.config_key) LIKE '%days' THEN c.config_value
    WHEN LOWER(c.config_key) LIKE '%passw%' OR LOWER(c.config_key) LIKE '%pwd%' OR LOWER(c.config_key) LIKE '%secret%'
      OR LOWER(c.config_key) LIKE '%token%' OR LOWER(c.config_key) LIKE '%private%'
      OR LOWER(c.config_key) LIKE '%credential%' OR LOWER(c.config_key) LIKE '%license%'
      OR LOWER(c.config_key) LIKE '%accesskey%' OR LOWER(c.config_key) LIKE '%access_key%'
      OR LOWER(c.config_key) LIKE '%access-key%' OR LOWER(c.config_key) LIKE '%appkey%'
      OR LOWER(c.config_key) LIKE '%app_key%' OR LOWER(c.config_key) LIKE '%apikey%'
      OR LOWER(c.config_key) LIKE '%api_key%' OR LOWER(c.config_key) LIKE '%api-key%' THEN '***'
    ELSE c.config_value
  END AS value,
  CONCAT('sys_config#', c.config_id) AS origin
FROM sys_config AS c
