-- Posts (职务). They have neither a status nor a soft delete.
SELECT
  p.id AS position_id,
  p.code AS code,
  p.name AS name,
  NULL AS org_unit_id,
  NULLIF(p.tenant_id, 0) AS company_id,
  TRUE AS active,
  FALSE AS deleted
FROM sys_position AS p
