-- A partner's balance in the ledger, against what is still open of each entry: payments that were matched leave both the same.
SELECT
  CASE WHEN a.account_type = 'asset_receivable' THEN 'receivable' ELSE 'payable' END AS kind,
  l.partner_id AS item,
  c.name AS scope,
  p.name AS name,
  SUM(l.balance) AS balance,
  SUM(l.amount_residual) AS movements,
  u.name AS unit,
  concat('res_partner#', l.partner_id) AS origin
FROM account_move_line AS l
INNER JOIN account_move AS m ON m.id = l.move_id AND m.state = 'posted'
INNER JOIN account_account AS a ON a.id = l.account_id AND a.account_type IN ('asset_receivable', 'liability_payable')
INNER JOIN res_company AS c ON c.id = l.company_id
INNER JOIN res_partner AS p ON p.id = l.partner_id
LEFT JOIN res_currency AS u ON u.id = c.currency_id
GROUP BY a.account_type, l.partner_id, p.name, c.name, u.name
