-- Suppliers, customers and members stand in one table. Two columns hold telephone numbers.
SELECT
    s.id AS partner_id,
    NULL AS code,
    s.supplier AS name,
    s.type = '供应商' AS supplier,
    s.type IN ('客户', '会员') AS customer,
    s.type = '会员' AS person,
    'CN' AS country,
    NULLIF(s.tax_num, '') AS tax_number,
    NULLIF(s.account_number, '') AS bank_account,
    NULLIF(s.phone_num, '') AS phone,
    NULLIF(s.telephone, '') AS mobile,
    NULLIF(s.tenant_id, 0) AS company_id,
    COALESCE(s.enabled, 1) = 1 AS active,
    COALESCE(s.delete_flag, '0') = '1' AS deleted
FROM jsh_supplier AS s
