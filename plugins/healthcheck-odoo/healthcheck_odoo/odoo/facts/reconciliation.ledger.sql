-- Debit against credit, per journal.
SELECT
  'other' AS kind,
  concat('debit = credit: ', j.code) AS item,
  c.name AS scope,
  concat('account.journal ', j.code) AS name,
  SUM(l.debit) AS balance,
  SUM(l.credit) AS movements,
  u.name AS unit,
  concat('account_journal#', j.id) AS origin
FROM account_move_line AS l
INNER JOIN account_move AS m ON m.id = l.move_id AND m.state = 'posted'
INNER JOIN account_journal AS j ON j.id = m.journal_id
INNER JOIN res_company AS c ON c.id = j.company_id
LEFT JOIN res_currency AS u ON u.id = c.currency_id
GROUP BY j.id, j.code, c.name, u.name
