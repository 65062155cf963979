-- Business tables that the Activiti variant ties to a process.
SELECT
  p.business_table AS document_type_id,
  p.business_table AS code,
  MAX(p.name) AS name,
  TRUE AS active,
  CONCAT('act_z_process#', MAX(p.id)) AS origin
FROM act_z_process AS p
WHERE p.business_table IS NOT NULL AND p.business_table <> ''
GROUP BY p.business_table
