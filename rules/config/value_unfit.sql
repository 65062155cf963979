/*
severity = "high"
subject  = "config_problem"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
discriminator = ["kind", "pointer", "keyword", "found"]

[en]
title   = "Value does not fit what it stands for"
message = "{path}: {detail_en}"
fix     = "Correct the value at the place shown. It counts as unknown until then; a row without its key is left out."
[zh]
title   = "值与其含义不符"
message = "{path}：{detail_zh}"
fix     = "请在所示位置改正该值。改正前按未知处理，缺少主键的行不纳入检查。"
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
WHERE p.kind IN ('value')
