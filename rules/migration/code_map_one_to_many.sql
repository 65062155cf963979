/*
severity = "high"
subject  = "code_map"
effort   = "hours"
tags     = ["go-live"]

[en]
title   = "One old code becomes several new codes"
message = "{entity} {source_code} is mapped to {target_codes}: an import takes one of them, by chance."
fix     = "Leave one row per old code. Where a code is really split, map by a finer key (warehouse, grade) in the load."
[zh]
title   = "一个旧编码对到多个新编码"
message = "{entity} {source_code} 同时对到 {target_codes}，导入时取到哪个全凭运气。"
fix     = "每个旧编码只留一行；确需拆分的，导入时按更细的维度（仓库、等级）分别对照。"
*/
SELECT
  c.entity,
  c.source_code,
  min(c.target_code) AS target_code,
  string_agg(c.target_code, ', ' ORDER BY c.target_code) AS target_codes
FROM code_map AS c
WHERE trim(c.target_code) <> ''
GROUP BY c.entity, c.source_code
HAVING count(DISTINCT trim(c.target_code)) > 1
