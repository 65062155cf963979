-- Debit against credit, per company and kind of voucher.
SELECT
    'other' AS kind,
    CONCAT('debit = credit: ', g.voucher_type) AS item,
    g.company AS scope,
    CONCAT('GL Entry ', g.voucher_type) AS name,
    SUM(g.debit) AS balance,
    SUM(g.credit) AS movements,
    MAX(c.default_currency) AS unit,
    CONCAT('GL Entry.voucher_type#', g.voucher_type) AS origin
FROM `tabGL Entry` AS g
LEFT JOIN `tabCompany` AS c ON c.name = g.company
WHERE g.is_cancelled = 0
GROUP BY g.voucher_type, g.company
