/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "hours"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "JSON Schema cannot be used"
message = "{path}: {detail_en}"
fix     = "Correct the schema. Until then no file that it is meant for is checked against it."
[zh]
title   = "JSON Schema 无法使用"
message = "{path}：{detail_zh}"
fix     = "请修正该 Schema；修好之前，所有以它校验的文件都没有被校验。"
*/
SELECT
    p.path,
    p.number,
    p.kind,
    p.pointer,
    p.keyword,
    p.found,
    p.expected,
    p.nearest,
    p.detail_en,
    p.detail_zh,
    p.origin,
    p.path AS cause_key
FROM config_problem AS p
WHERE p.kind IN ('schema_file')
