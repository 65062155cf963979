/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "hours"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Configuration file holds what a reader must not obey"
message = "{path}: {detail_en}"
fix     = "Find out who put it there. Write plain values instead of entities, object tags, endless aliases or links out of the repository."
[zh]
title   = "配置文件含有危险内容"
message = "{path}：{detail_zh}"
fix     = "请查清来源。不要使用实体、对象标签、层层展开的别名或指向仓库之外的链接，改写为普通值。"
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
WHERE p.kind IN ('forbidden', 'too_deep', 'tag')
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
WHERE f.problem IN ('forbidden', 'too_deep') AND f.path NOT IN (SELECT o.path FROM config_problem AS o)
