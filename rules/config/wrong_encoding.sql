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
WHERE p.kind IN ('encoding')
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
WHERE f.problem IN ('encoding') AND f.path NOT IN (SELECT o.path FROM config_problem AS o)
