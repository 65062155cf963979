/*
severity = "medium"
subject  = "position_holder"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["OM04"]
verify   = '''
SELECT count(*)
FROM position_holder AS h
WHERE h.position_id = '{position_id}' AND h.holder_id = '{holder_id}' AND h.user_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = h.user_id AND NOT u.deleted)
'''

[en]
title   = "Position held by an account that does not exist"
message = "Position {position} is held by account {holder}, which does not exist or is deleted."
fix     = "Delete the row, and appoint somebody if the position is now empty."
[zh]
title   = "岗位的任职人不存在"
message = "岗位 {position} 的任职人 {holder} 账号不存在或已删除。"
fix     = "删除该任职记录；岗位因此空缺的，尽快补任命。"
*/
SELECT
    h.position_id,
    h.holder_id,
    coalesce(min(p.name), min(p.code), h.position_id) AS position,
    coalesce(min(u.name), min(u.login), h.holder_id) AS holder
FROM position_holder AS h
LEFT JOIN user_account AS u ON u.user_id = h.user_id
LEFT JOIN position AS p ON p.position_id = h.position_id
WHERE h.user_id IS NOT NULL AND (u.user_id IS NULL OR u.deleted)
GROUP BY h.position_id, h.holder_id
