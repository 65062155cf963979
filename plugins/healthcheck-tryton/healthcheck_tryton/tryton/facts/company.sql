-- Name and code are the party's. Companies form a tree up to 5.8 only.
-- when: company_company.parent
SELECT
  c.id AS company_id,
  NULLIF(p.code, '') AS code,
  p.name AS name,
  c.parent AS parent_id,
  cur.code AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  TRUE AS active,
  FALSE AS deleted
FROM company_company AS c
LEFT JOIN party_party AS p ON p.id = c.party
LEFT JOIN currency_currency AS cur ON cur.id = c.currency

-- when: !company_company.parent
SELECT
  c.id AS company_id,
  NULLIF(p.code, '') AS code,
  p.name AS name,
  NULL AS parent_id,
  cur.code AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  TRUE AS active,
  FALSE AS deleted
FROM company_company AS c
LEFT JOIN party_party AS p ON p.id = c.party
LEFT JOIN currency_currency AS cur ON cur.id = c.currency
