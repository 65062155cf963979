/*
severity = "medium"
subject  = "number_sequence"
reach    = "documents"
effort   = "hours"
tags     = ["audit", "numbering"]
confidence = "certain"
checks   = ["NR05"]
params   = { allowed = 0 }

[en]
title   = "Numbers are missing from a sequence without gaps"
message = "{gaps:number is|numbers are} on no document between {lowest} and {highest} of {sequence}."
fix     = "Ask who deleted the documents, or which interface drew numbers and failed, and file the explanation with the vouchers: an auditor will ask. Never renumber what was printed."
[zh]
title   = "连续编号有断号"
message = "{sequence} 的 {lowest} 到 {highest} 之间有 {gaps} 个号找不到单据。"
fix     = "查清是删了单据还是接口取号后失败，写成断号说明随凭证存档，审计会问；已打印的单据不要重新编号。"
*/
SELECT
    s.sequence_id,
    coalesce(s.name, s.code, s.sequence_id) AS sequence,
    s.lowest_used AS lowest,
    s.highest_used AS highest,
    s.highest_used - s.lowest_used + 1 - s.used AS gaps,
    s.highest_used - s.lowest_used + 1 - s.used AS reach
FROM number_sequence AS s
WHERE s.active AND s.gapless AND s.highest_used - s.lowest_used + 1 - s.used > {{allowed}}
