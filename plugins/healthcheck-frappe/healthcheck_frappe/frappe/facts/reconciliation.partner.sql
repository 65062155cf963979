-- A partner's balance in the general ledger, against the payment ledger (from version 14 on) that open invoices are read from.
SELECT
    CASE WHEN g.party_type = 'Customer' THEN 'receivable' ELSE 'payable' END AS kind,
    g.party AS item,
    g.company AS scope,
    g.party AS name,
    SUM(CASE WHEN g.party_type = 'Customer' THEN g.debit - g.credit ELSE g.credit - g.debit END) AS balance,
    COALESCE(MAX(p.amount), 0) AS movements,
    MAX(c.default_currency) AS unit,
    CONCAT(g.party_type, '#', g.party) AS origin
FROM `tabGL Entry` AS g
INNER JOIN `tabAccount` AS a ON a.name = g.account AND a.account_type IN ('Receivable', 'Payable')
LEFT JOIN (
    SELECT l.party_type, l.party, l.company, SUM(l.amount) AS amount
    FROM `tabPayment Ledger Entry` AS l
    WHERE l.delinked = 0
    GROUP BY l.party_type, l.party, l.company
) AS p ON p.party_type = g.party_type AND p.party = g.party AND p.company = g.company
LEFT JOIN `tabCompany` AS c ON c.name = g.company
WHERE g.is_cancelled = 0 AND g.party_type IN ('Customer', 'Supplier')
GROUP BY g.party_type, g.party, g.company
