/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Key is given twice"
message = "{path}: {detail_en}"
fix     = "Remove one of the two. Readers differ in which value they take, so that the system may not run with the one you see."
[zh]
title   = "同一个键写了两次"
message = "{path}：{detail_zh}"
fix     = "请删去其中一个。不同程序取值不同，系统实际生效的可能不是您看到的那个。"
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
WHERE p.kind IN ('duplicate_key')
