/*
severity = "medium"
subject  = "suppression"
effort   = "minutes"
tags     = ["ci"]

[en]
title   = "Ignore comment names a rule that does not exist"
message = "The comment at {path}:{line} names {rule}, and there is no such rule. Nearest: {nearest}."
fix     = "Correct the id (`healthcheck rule list` shows them), or remove the comment."
[zh]
title   = "忽略注释中的规则不存在"
message = "{path} 第 {line} 行的忽略注释写的是 {rule}，没有这条规则；最接近的是：{nearest}。"
fix     = "改正规则编号（用 `healthcheck rule list` 查看），或删除这条注释。"
*/
SELECT suppression_id, path, line, rule, nearest
FROM suppression
WHERE valid AND NOT rule_known
