/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "File has not the columns that are mapped"
message = "{path}: {detail_en}"
fix     = "Correct the header of the file, or the mapping in healthcheck.toml. Until then rows of this file are missing from the check."
[zh]
title   = "文件缺少映射所需的列"
message = "{path}：{detail_zh}"
fix     = "请修正文件表头，或修改 healthcheck.toml 中的映射；修好之前，该文件的数据未参与检查。"
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
WHERE p.kind IN ('mapping')
