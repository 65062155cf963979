SELECT
    CONCAT('Supplier:', s.name) AS partner_id,
    s.name AS code,
    s.supplier_name AS name,
    TRUE AS supplier,
    FALSE AS customer,
    s.supplier_type = 'Individual' AS person,
    UPPER(c.code) AS country,
    NULLIF(s.tax_id, '') AS tax_number,
    COALESCE(NULLIF(b.iban, ''), NULLIF(b.bank_account_no, '')) AS bank_account,
    NULL AS phone,
    NULLIF(s.mobile_no, '') AS mobile,
    NULL AS company_id,
    s.disabled = 0 AS active,
    FALSE AS deleted,
    CONCAT('tabSupplier#', s.name) AS origin
FROM `tabSupplier` AS s
LEFT JOIN `tabCountry` AS c ON c.name = s.country
LEFT JOIN `tabBank Account` AS b ON b.name = s.default_bank_account
