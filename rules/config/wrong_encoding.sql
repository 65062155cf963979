/*
severity = "medium"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration file is not UTF-8"
message = "{path}: {detail_en}"
fix     = "Save the file as UTF-8, and set the editor of everybody who writes such files to UTF-8."
[zh]
title   = "配置文件不是 UTF-8 编码"
message = "{path}：{detail_zh}"
fix     = "请另存为 UTF-8，并把相关人员的编辑器默认编码设为 UTF-8。"
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
WHERE p.kind IN ('encoding')
