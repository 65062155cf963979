/*
severity = "medium"
subject  = "code_map"
reach    = "codes"
effort   = "hours"
tags     = ["go-live"]
confidence = "likely"
params   = { not_migrated = ["-", "/", "N/A", "NA", "不迁移", "不迁", "停用", "作废"] }

[en]
title   = "Several old codes become one new code"
message = "{entity}: {codes} old codes ({source_codes}) become {target_code}. Balances and history of different things would be added up."
fix     = "If the old codes meant one thing, sign the merge off in the code map and waive this; otherwise give each its own new code."
[zh]
title   = "多个旧编码对到同一个新编码"
message = "{entity}：{codes} 个旧编码（{source_codes}）都对到 {target_code}，不同对象的余额和历史会被加在一起。"
fix     = "确属合并的，请在编码对照表上签字确认并登记豁免；否则为每个旧编码单独分配新编码。"
*/
WITH mapped AS (
  SELECT
    c.entity,
    c.source_code,
    trim(c.target_code) AS target,
    c.target_code,
    row_number() OVER (PARTITION BY c.entity, trim(c.target_code) ORDER BY c.source_code) AS position
  FROM code_map AS c
  WHERE trim(c.target_code) <> ''
    -- A mark for "is not carried over" is no code.
    AND upper(trim(c.target_code)) NOT IN {{not_migrated}}
)
SELECT
  m.entity,
  min(m.source_code) AS source_code,
  min(CASE WHEN m.position = 1 THEN m.target_code END) AS target_code,
  count(DISTINCT m.source_code) AS codes,
  count(DISTINCT m.source_code) AS reach,
  string_agg(CASE WHEN m.position <= 20 THEN m.source_code END, ', ' ORDER BY m.source_code) AS source_codes
FROM mapped AS m
GROUP BY m.entity, m.target
HAVING count(DISTINCT m.source_code) > 1
