SELECT
    c.name AS company_id,
    c.abbr AS code,
    c.company_name AS name,
    NULLIF(c.parent_company, '') AS parent_id,
    c.default_currency AS currency,
    TRUE AS active,
    FALSE AS deleted
FROM `tabCompany` AS c
