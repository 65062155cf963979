/*
severity = "medium"
subject  = "number_sequence"
effort   = "hours"
tags     = ["go-live", "numbering"]
confidence = "likely"
checks   = ["NR02"]

[en]
title   = "Two number sequences give out the same numbers"
message = "Sequence {sequence} and {others} number in the same way ({pattern}): two documents will get one number."
fix     = "Give each kind of document a prefix of its own before the first document is booked. Numbers already used stay as they are."
[zh]
title   = "编号规则会撞号"
message = "编号规则 {sequence} 与 {others} 的格式相同（{pattern}），两种单据会编出同一个号。"
fix     = "启用前给每种单据单独的前缀；已经用出去的号不要改。"
*/
SELECT
    s.sequence_id,
    max(coalesce(s.name, s.code, s.sequence_id)) AS sequence,
    string_agg(
        DISTINCT coalesce(o.name, o.code, o.sequence_id), ', ' ORDER BY coalesce(o.name, o.code, o.sequence_id)
    ) AS others,
    max(concat(s.prefix, rpad('', CAST(greatest(least(s.padding, 20), 0) AS INTEGER), '0'), s.suffix)) AS pattern,
    max(s.next_number) AS next_number
FROM number_sequence AS s
JOIN number_sequence AS o
    ON o.sequence_id <> s.sequence_id
    AND coalesce(o.prefix, '') = coalesce(s.prefix, '')
    AND coalesce(o.suffix, '') = coalesce(s.suffix, '')
    AND coalesce(o.padding, 0) = coalesce(s.padding, 0)
    -- a sequence without company serves all of them
    AND (o.company_id = s.company_id OR o.company_id IS NULL OR s.company_id IS NULL)
WHERE s.active
  AND o.active
  AND concat(s.prefix, s.suffix) <> ''
  -- two definitions of one sequence, of which one is taken: the company's own, or the first of the general ones
  AND NOT coalesce(s.code <> '' AND o.code = s.code AND (o.company_id IS NULL OR s.company_id IS NULL), FALSE)
GROUP BY s.sequence_id
