-- Of the store that new files go to: users' browsers open them at its domain, or where it has none at the store itself.
SELECT
  CONCAT('sys_oss_config.', o.config_key, CASE WHEN COALESCE(o.domain, '') = '' THEN '.endpoint' ELSE '.domain' END) AS `key`,
  COALESCE(present(o.tenant_id, NULL), '') AS company_id,
  CONCAT('对象存储 ', o.config_key, ' 的', CASE WHEN COALESCE(o.domain, '') = '' THEN '访问站点' ELSE '自定义域名' END) AS name,
  CASE WHEN COALESCE(o.domain, '') = '' THEN o.endpoint ELSE o.domain END AS value,
  CONCAT('sys_oss_config#', o.oss_config_id) AS origin
FROM sys_oss_config AS o
WHERE o.status = '0'
