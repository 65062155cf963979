/*
severity = "low"
subject  = "suppression"
effort   = "minutes"
tags     = ["ci"]

[en]
title   = "Ignore comment gives no reason"
message = "The comment at {path}:{line} accepts {findings:finding|findings} of {rule} and does not say why."
fix     = "Add `reason=\"…\"`, and `until=` with the day on which somebody looks again."
[zh]
title   = "忽略注释没有写原因"
message = "{path} 第 {line} 行的忽略注释接受了 {rule} 的 {findings} 个问题，但没有写原因。"
fix     = "补上 `reason=\"原因\"`，并用 `until=` 写明复核日期。"
*/
SELECT suppression_id, path, line, rule, findings
FROM suppression
WHERE valid AND findings > 0 AND trim(coalesce(reason, '')) = ''
