-- One house, no tenants: there is none.
SELECT
  NULL AS company_id,
  NULL AS code,
  NULL AS name,
  NULL AS parent_id,
  NULL AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  TRUE AS active,
  FALSE AS deleted
FROM sys_role AS r
WHERE 1 = 0
