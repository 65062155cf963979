/*
severity = "medium"
subject  = "position_holder"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM05"]
verify   = '''
SELECT CASE WHEN count(DISTINCT h.source) BETWEEN 1 AND {places} - 1 THEN 1 ELSE 0 END
FROM position_holder AS h
WHERE h.position_id = '{position_id}' AND h.holder_id = '{holder_id}'
'''

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
    SELECT DISTINCT position_id, holder_id, source FROM position_holder WHERE source IS NOT NULL
),
-- Two places keep the same fact when they agree at least once; elsewhere they may keep different things.
twin AS (
    SELECT DISTINCT a.source AS said_by, b.source AS missing_in
    FROM told AS a
    JOIN told AS b ON b.position_id = a.position_id AND b.holder_id = a.holder_id AND b.source <> a.source
)
SELECT
    a.position_id,
    a.holder_id,
    coalesce(min(u.name), min(u.login), a.holder_id) AS holder,
    coalesce(min(o.name), min(o.code), a.position_id) AS position,
    string_agg(DISTINCT a.source, ', ' ORDER BY a.source) AS said_by,
    string_agg(DISTINCT t.missing_in, ', ' ORDER BY t.missing_in) AS missing_in,
    count(DISTINCT a.source) + count(DISTINCT t.missing_in) AS places
FROM told AS a
JOIN twin AS t ON t.said_by = a.source
LEFT JOIN told AS b ON b.position_id = a.position_id AND b.holder_id = a.holder_id AND b.source = t.missing_in
JOIN position_holder AS h ON h.position_id = a.position_id AND h.holder_id = a.holder_id AND h.source = a.source
LEFT JOIN user_account AS u ON u.user_id = h.user_id
LEFT JOIN position AS o ON o.position_id = a.position_id
WHERE b.holder_id IS NULL AND coalesce(NOT u.deleted, TRUE)
GROUP BY a.position_id, a.holder_id
