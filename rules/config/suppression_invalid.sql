/*
severity = "medium"
subject  = "suppression"
effort   = "minutes"
tags     = ["ci"]

[en]
title   = "Ignore comment that cannot be read"
message = "The comment at {path}:{line} accepts nothing, because it cannot be read: {text}"
fix     = "Write it as `healthcheck: ignore[rule.id] until=2026-12-31 reason=\"…\"`: rule ids between brackets, the date as year-month-day, no other words."
[zh]
title   = "忽略注释写法有误"
message = "{path} 第 {line} 行的忽略注释无法识别，不起作用：{text}"
fix     = "请写成 `healthcheck: ignore[规则编号] until=2026-12-31 reason=\"原因\"`：方括号里写规则编号，日期写成年-月-日，不要夹带其他内容。"
*/
SELECT suppression_id, path, line, text
FROM suppression
WHERE NOT valid
