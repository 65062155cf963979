/*
severity = "high"
subject  = "number_sequence"
effort   = "minutes"
tags     = ["go-live", "numbering"]
confidence = "certain"
checks   = ["NR05"]

[en]
title   = "Number sequence is behind its documents"
message = "{sequence} gives out {next} next, but documents up to {highest} exist already."
fix     = "Set the next number above {highest} before anybody books: until then documents fail to save, or two of them carry one number."
[zh]
title   = "编号流水落后于已有单据"
message = "{sequence} 下一个号是 {next}，而单据已经编到 {highest}。"
fix     = "上线录单前先把下一流水号调到 {highest} 以后，否则保存报错或编出重号。"
*/
SELECT
    s.sequence_id,
    coalesce(s.name, s.code, s.sequence_id) AS sequence,
    s.next_number AS next,
    s.highest_used AS highest
FROM number_sequence AS s
WHERE s.active AND s.next_number <= s.highest_used
