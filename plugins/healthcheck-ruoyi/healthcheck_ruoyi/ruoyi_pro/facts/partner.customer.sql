-- The ERP module's customers. The tax number is one field for whatever the country has.
SELECT
    CONCAT('customer:', p.id) AS partner_id,
    NULL AS code,
    p.name AS name,
    FALSE AS supplier,
    TRUE AS customer,
    NULL AS person,
    'CN' AS country,
    NULLIF(p.tax_no, '') AS tax_number,
    NULLIF(p.bank_account, '') AS bank_account,
    NULLIF(p.telephone, '') AS phone,
    NULLIF(p.mobile, '') AS mobile,
    NULLIF(p.tenant_id, 0) AS company_id,
    p.status = 0 AS active,
    p.deleted = 1 AS deleted,
    CONCAT('erp_customer#', p.id) AS origin
FROM erp_customer AS p
