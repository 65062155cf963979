-- People are accounts; the product keeps no staff apart from them: there is none.
SELECT
  NULL AS employee_id,
  NULL AS code,
  NULL AS name,
  NULL AS user_id,
  NULL AS org_unit_id,
  NULL AS company_id,
  NULL AS manager_id,
  NULL AS hired_on,
  NULL AS left_on,
  NULL AS email,
  NULL AS phone,
  TRUE AS active,
  FALSE AS deleted
FROM sys_role AS r
WHERE 1 = 0
