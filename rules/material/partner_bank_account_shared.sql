/*
severity = "high"
subject  = "partner"
effort   = "hours"
tags     = ["go-live", "group", "security"]
confidence = "possible"

[en]
title   = "One bank account for several suppliers"
message = "{partners} partners of different names are paid to one account (…{ending}): {names}."
fix     = "Ask accounting for the account-opening papers of each. One supplier under several names is to be merged; an account that belongs to somebody else is a case for internal audit."
[zh]
title   = "多个供应商共用一个收款账号"
message = "{partners} 个不同名称的往来单位收款账号相同（尾号 {ending}）：{names}。"
fix     = "请财务核对各自的开户资料：同一家建了多个档案的合并；账号属于他人的，交内审处理。"
*/
WITH live AS (
  SELECT
    p.partner_id,
    p.name,
    coalesce(p.company_id, '') AS company_id,
    lower(regexp_replace(p.name, '[\s\p{P}]+', '', 'g')) AS name_key,
    coalesce(upper(regexp_replace(p.tax_number, '[^0-9A-Za-z]', '', 'g')), '') AS tax_key,
    upper(regexp_replace(p.bank_account, '[^0-9A-Za-z]', '', 'g')) AS account
  FROM partner AS p
  WHERE p.active AND NOT p.deleted AND p.bank_account IS NOT NULL
)
SELECT
  min(l.partner_id) AS partner_id,
  right(l.account, 4) AS ending,
  count(*) AS partners,
  string_agg(coalesce(l.name, l.partner_id), ', ' ORDER BY l.partner_id) AS names
FROM live AS l
WHERE length(l.account) >= 8 AND NOT regexp_matches(l.account, '^(0+|1+|9+|1234567.*)$')
GROUP BY l.company_id, l.account
-- One name or one tax number: that is a duplicate, and another rule's.
HAVING count(DISTINCT l.name_key) > 1 AND (count(DISTINCT l.tax_key) > 1 OR min(l.tax_key) = '')
