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
-- optional: config_problem
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
WHERE p.kind IN ('syntax')
UNION ALL
-- What a format's own reader says of a file that `check` did not look at: a scan of a folder.
SELECT
    f.path,
    'reader' AS number,
    f.problem AS kind,
    NULL AS pointer,
    NULL AS keyword,
    NULL AS found,
    NULL AS expected,
    NULL AS nearest,
    coalesce(f.detail, f.problem) AS detail_en,
    coalesce(f.detail, f.problem) AS detail_zh,
    f.origin,
    f.path AS cause_key
FROM config_file AS f
WHERE f.problem IN ('syntax') AND f.path NOT IN (SELECT o.path FROM config_problem AS o)
