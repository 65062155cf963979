/*
severity = "medium"
subject  = "partner"
effort   = "hours"
tags     = ["go-live", "group"]
checks   = ["OM06"]
confidence = "likely"

[en]
title   = "One tax number on several suppliers or customers"
message = "{partners} partners share tax number {number}: {names}. Credit limits, statements and purchase totals are split between them."
fix     = "Keep one, move open items and prices to it and switch the others off. Branches that bill on one number are best kept as addresses of one partner."
[zh]
title   = "同一税号建了多个往来单位"
message = "{partners} 个往来单位共用税号 {number}：{names}。信用额度、对账和采购额都被拆散了。"
fix     = "保留一个，把未清账款和价格转过去，其余停用；同税号的分支机构建成同一单位的多个地址。"
*/
WITH live AS (
  SELECT
    p.partner_id,
    p.name,
    coalesce(p.company_id, '') AS company_id,
    upper(regexp_replace(p.tax_number, '[^0-9A-Za-z]', '', 'g')) AS number
  FROM partner AS p
  WHERE p.active AND NOT p.deleted AND p.tax_number IS NOT NULL
)
SELECT
  min(l.partner_id) AS partner_id,
  l.number,
  count(*) AS partners,
  string_agg(coalesce(l.name, l.partner_id), ', ' ORDER BY l.partner_id) AS names
FROM live AS l
-- Shorter ones, and rows of one sign, are placeholders.
WHERE length(l.number) >= 8 AND NOT regexp_matches(l.number, '^(0+|1+|9+|X+|1234567.*)$')
GROUP BY l.company_id, l.number
HAVING count(*) > 1
