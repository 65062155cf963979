/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration file is not well-formed"
message = "{path}: {detail_en}"
fix     = "Correct the syntax at the place shown. Whatever reads the file stops there, or reads something else than was meant."
[zh]
title   = "配置文件语法错误"
message = "{path}：{detail_zh}"
fix     = "请在所示位置改正语法。读取该文件的程序会在此报错，或读出与本意不同的内容。"
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
WHERE p.kind IN ('syntax')
