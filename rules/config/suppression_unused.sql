/*
severity = "low"
subject  = "suppression"
effort   = "minutes"
tags     = ["ci"]
repair   = { steps = ["comment"] }

[en]
title   = "Ignore comment accepts nothing any more"
message = "The comment at {path}:{line} for {rule} accepts nothing: that rule finds nothing there."
fix     = "Remove the comment; left in place it would hide the same defect when it comes back. `healthcheck check --fix` does it."
[zh]
title   = "多余的忽略注释"
message = "{path} 第 {line} 行对 {rule} 的忽略注释已无对应问题。"
fix     = "请删除这条注释；留着的话，同样的问题再次出现时会被它掩盖。`healthcheck check --fix` 可自动删除。"
*/
SELECT suppression_id, path, line, rule
FROM suppression
WHERE valid AND rule_known AND findings = 0
