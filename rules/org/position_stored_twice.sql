/*
severity = "medium"
subject  = "position_holder"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM05"]

[en]
title   = "Two places disagree on who holds a position"
message = "{said_by} says that {holder} holds position {position}; {missing_in} does not."
fix     = "Find out which of the two the product reads, correct the other, and save the person once on screen."
[zh]
title   = "任职信息两处记录不一致"
message = "{said_by} 记着 {holder} 任 {position}，{missing_in} 里却没有。"
fix     = "先弄清系统认哪一处，以它为准改另一处，再在界面上保存一次该人员。"
*/
WITH told AS (
    SELECT DISTINCT position_id, holder_id, user_id, source FROM position_holder WHERE source IS NOT NULL
),
place AS (
    SELECT DISTINCT source FROM told
),
pair AS (
    SELECT position_id, holder_id, min(user_id) AS user_id FROM told GROUP BY position_id, holder_id
)
SELECT
    p.position_id,
    p.holder_id,
    coalesce(min(u.name), min(u.login), p.holder_id) AS holder,
    coalesce(min(o.name), min(o.code), p.position_id) AS position,
    string_agg(t.source, ', ' ORDER BY t.source) AS said_by,
    string_agg(CASE WHEN t.source IS NULL THEN s.source END, ', ' ORDER BY s.source) AS missing_in
FROM pair AS p
CROSS JOIN place AS s
LEFT JOIN told AS t ON t.position_id = p.position_id AND t.holder_id = p.holder_id AND t.source = s.source
LEFT JOIN user_account AS u ON u.user_id = p.user_id
LEFT JOIN position AS o ON o.position_id = p.position_id
WHERE coalesce(NOT u.deleted, TRUE)
GROUP BY p.position_id, p.holder_id
HAVING count(t.source) < count(*)
