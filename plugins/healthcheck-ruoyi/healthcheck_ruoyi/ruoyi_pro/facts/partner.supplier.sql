-- The ERP module's suppliers. The tax number is one field for whatever the country has.
SELECT
    CONCAT('supplier:', p.id) AS partner_id,
    NULL AS code,
    p.name AS name,
    TRUE AS supplier,
    FALSE AS customer,
    NULL AS person,
    'CN' AS country,
    NULLIF(p.tax_no, '') AS tax_number,
    NULLIF(p.bank_account, '') AS bank_account,
    NULLIF(p.telephone, '') AS phone,
    NULLIF(p.mobile, '') AS mobile,
    NULLIF(p.tenant_id, 0) AS company_id,
    p.status = 0 AS active,
    p.deleted = 1 AS deleted,
    CONCAT('erp_supplier#', p.id) AS origin
FROM erp_supplier AS p
