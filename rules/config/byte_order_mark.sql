/*
severity = "low"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
repair   = { steps = ["byte_order_mark"] }
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration file starts with a byte order mark"
message = "{path}: {detail_en}"
fix     = "Save the file as UTF-8 without byte order mark."
[zh]
title   = "配置文件带有 BOM 标记"
message = "{path}：{detail_zh}"
fix     = "请另存为不带 BOM 的 UTF-8。"
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
WHERE p.kind IN ('byte_order_mark')
