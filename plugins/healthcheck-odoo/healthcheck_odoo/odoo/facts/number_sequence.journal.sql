-- Invoices and entries number themselves from what was booked before (14 and later): per journal and prefix, without gaps.
SELECT
  concat('account.journal,', m.journal_id, ',', m.sequence_prefix) AS sequence_id,
  j.code AS code,
  concat(j.code, ' ', m.sequence_prefix) AS name,
  m.sequence_prefix AS prefix,
  NULL AS suffix,
  NULL AS padding,
  max(m.sequence_number) + 1 AS next_number,
  min(m.sequence_number) AS lowest_used,
  max(m.sequence_number) AS highest_used,
  count(DISTINCT m.sequence_number) AS used,
  TRUE AS gapless,
  m.company_id AS company_id,
  TRUE AS active,
  concat('account_journal#', m.journal_id) AS origin
FROM account_move AS m
INNER JOIN account_journal AS j ON j.id = m.journal_id
WHERE m.state = 'posted' AND m.sequence_number > 0
GROUP BY m.journal_id, j.code, m.sequence_prefix, m.company_id
