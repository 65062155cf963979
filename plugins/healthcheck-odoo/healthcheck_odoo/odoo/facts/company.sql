-- when: res_company.active
SELECT
  c.id AS company_id,
  c.name AS code,  -- Odoo knows companies by their unique name only
  c.name AS name,
  c.parent_id AS parent_id,
  cur.name AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  c.active AS active,
  FALSE AS deleted
FROM res_company AS c
LEFT JOIN res_currency AS cur ON cur.id = c.currency_id

-- when: !res_company.active
SELECT
  c.id AS company_id,
  c.name AS code,
  c.name AS name,
  c.parent_id AS parent_id,
  cur.name AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  TRUE AS active,
  FALSE AS deleted
FROM res_company AS c
LEFT JOIN res_currency AS cur ON cur.id = c.currency_id
