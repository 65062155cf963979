/*
severity = "high"
subject  = "code_map"
effort   = "minutes"
tags     = ["go-live"]

[en]
title   = "Old code without a new one"
message = "{entity} {source_code} has no code in the new system: its documents and balances cannot be loaded."
fix     = "Map it, or mark it as not to be migrated and say why."
[zh]
title   = "旧编码没有对应的新编码"
message = "{entity} {source_code} 在新系统没有对应编码，相关单据和余额无法导入。"
fix     = "补上对照；确实不迁的，请注明「不迁移」及原因。"
*/
WITH mapped AS (
  SELECT DISTINCT c.entity, c.source_code FROM code_map AS c WHERE trim(c.target_code) <> ''
)
SELECT c.entity, c.source_code, c.target_code
FROM code_map AS c
LEFT JOIN mapped AS m ON m.entity = c.entity AND m.source_code = c.source_code
WHERE m.entity IS NULL
