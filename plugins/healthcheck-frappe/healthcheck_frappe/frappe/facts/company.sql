SELECT
    c.name AS company_id,
    c.abbr AS code,
    c.company_name AS name,
    NULLIF(c.parent_company, '') AS parent_id,
    c.default_currency AS currency,
    NULL AS package_id,
    NULL AS expires_at,
    NULL AS account_limit,
    TRUE AS active,
    FALSE AS deleted
FROM `tabCompany` AS c
