/*
severity = "high"
subject  = "code_map"
effort   = "hours"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Code was spoilt by a spreadsheet"
message = "{entity}: {code} is no code but what a spreadsheet made of one."
fix     = "Take the code from the old system again, into a column formatted as text before anything is pasted. The digits that were rounded away cannot be worked out from what is left."
[zh]
title   = "编码被电子表格改坏"
message = "{entity}：{code} 不是编码，是电子表格把编码改成了这样。"
fix     = "从旧系统重新取数，粘贴前先把列设为文本格式。被四舍五入掉的位数从现有数据里还原不出来。"
*/
WITH written AS (
  SELECT c.entity, c.source_code, c.target_code, trim(c.source_code) AS code FROM code_map AS c
  UNION ALL
  SELECT c.entity, c.source_code, c.target_code, trim(c.target_code) AS code FROM code_map AS c
)
SELECT w.entity, w.source_code, w.target_code, min(w.code) AS code
FROM written AS w
-- 6.92E+12: a long number; #N/A: a formula that found nothing.
WHERE regexp_matches(w.code, '^[0-9]([.][0-9]+)?[Ee][+][0-9]{2,3}$')
   OR regexp_matches(w.code, '^#(N/A|REF!|VALUE!|NAME[?]|DIV/0!|NULL!|NUM!)$')
GROUP BY w.entity, w.source_code, w.target_code
