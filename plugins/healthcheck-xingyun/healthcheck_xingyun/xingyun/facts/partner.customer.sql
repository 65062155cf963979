SELECT
    CONCAT('customer:', p.id) AS partner_id,
    NULLIF(p.code, '') AS code,
    p.name AS name,
    FALSE AS supplier,
    TRUE AS customer,
    NULL AS person,
    'CN' AS country,
    COALESCE(NULLIF(p.credit_code, ''), NULLIF(p.tax_identify_no, '')) AS tax_number,
    NULLIF(p.account_no, '') AS bank_account,
    NULLIF(p.telephone, '') AS phone,
    NULL AS mobile,
    NULL AS company_id,
    p.available = 1 AS active,
    FALSE AS deleted,
    CONCAT('base_data_customer#', p.id) AS origin
FROM base_data_customer AS p
