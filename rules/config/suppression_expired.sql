/*
severity = "medium"
subject  = "suppression"
effort   = "minutes"
tags     = ["ci"]

[en]
title   = "Ignore comment has expired"
message = "The comment at {path}:{line} for {rule} ended on {until}; what it accepted counts again."
fix     = "Repair what it was about and remove the comment, or agree on a new date and write why."
[zh]
title   = "忽略注释已过期"
message = "{path} 第 {line} 行对 {rule} 的忽略注释已于 {until} 到期，相关问题重新计入。"
fix     = "把问题修掉并删除注释；确需延期的，商定新的截止日期并写明原因。"
*/
SELECT suppression_id, path, line, rule, until
FROM suppression
WHERE valid AND rule_known AND until < CAST(scan_time() AS DATE) AND (findings IS NULL OR findings > 0)
