/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
repair   = { steps = ["trim", "width", "dedupe"] }
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration is not as its schema says"
message = "{path}: {detail_en}"
fix     = "Correct the value or key at the place shown; if it is meant so, change the schema."
[zh]
title   = "配置不符合 JSON Schema"
message = "{path}：{detail_zh}"
fix     = "请在所示位置改正值或键名；确属需要时，修改 Schema。"
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
WHERE p.kind IN ('schema')
