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
WHERE p.kind IN ('forbidden', 'too_deep', 'tag')
