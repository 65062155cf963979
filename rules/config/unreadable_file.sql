/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration file cannot be read"
message = "{path}: {detail_en}"
fix     = "Make the file readable, or split it. Nothing of it was checked, so what it sets up is unknown."
[zh]
title   = "配置文件无法读取"
message = "{path}：{detail_zh}"
fix     = "请让文件可读，或拆分。该文件未被检查，其中的配置情况未知。"
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
FROM file_problem AS p
WHERE p.kind IN ('unreadable', 'too_large')
