/*
severity = "medium"
subject  = "number_sequence"
reach    = "documents"
effort   = "minutes"
tags     = ["numbering"]
confidence = "likely"
checks   = ["NR04"]
params   = { percent = 80 }

[en]
title   = "Number sequence is nearly used up"
message = "Sequence {sequence} has {padding} digits and stands at {next_number}: {left_over:number is|numbers are} left before they grow longer, stop sorting or are refused."
fix     = "Add digits, or start a new prefix (a year, a series) at the turn of a period. Look first where the number's length is fixed: bar codes, interfaces, printed forms, tax invoices."
[zh]
title   = "编号流水即将用尽"
message = "编号规则 {sequence} 流水为 {padding} 位，已用到 {next_number}，只剩 {left_over} 个号，之后会变长、排序错乱或直接报错。"
fix     = "加长流水位，或在换期时启用新前缀（年份、系列）。先查哪些地方写死了单号长度：条码、接口、打印模板、税票。"
*/
SELECT
    s.sequence_id,
    coalesce(s.name, s.code, s.sequence_id) AS sequence,
    s.padding,
    s.next_number,
    greatest(CAST(pow(10, s.padding) AS BIGINT) - s.next_number, 0) AS left_over,
    s.next_number AS reach
FROM number_sequence AS s
WHERE s.active
  AND s.padding BETWEEN 3 AND 15
  AND s.next_number >= {{percent}} / 100.0 * pow(10, s.padding)
