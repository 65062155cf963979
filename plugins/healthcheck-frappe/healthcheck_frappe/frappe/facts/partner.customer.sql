-- A customer's country stands with its addresses, of which it may have many.
SELECT
    CONCAT('Customer:', s.name) AS partner_id,
    s.name AS code,
    s.customer_name AS name,
    FALSE AS supplier,
    TRUE AS customer,
    s.customer_type = 'Individual' AS person,
    NULL AS country,
    NULLIF(s.tax_id, '') AS tax_number,
    COALESCE(NULLIF(b.iban, ''), NULLIF(b.bank_account_no, '')) AS bank_account,
    NULL AS phone,
    NULLIF(s.mobile_no, '') AS mobile,
    NULL AS company_id,
    s.disabled = 0 AS active,
    FALSE AS deleted,
    CONCAT('tabCustomer#', s.name) AS origin
FROM `tabCustomer` AS s
LEFT JOIN `tabBank Account` AS b ON b.name = s.default_bank_account
