/*
severity = "medium"
subject  = "position_holder"
cause    = "position"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["OM04"]
verify   = '''
SELECT count(*)
FROM position_holder AS h
WHERE h.position_id = '{position_id}' AND h.holder_id = '{holder_id}'
  AND NOT EXISTS (SELECT 1 FROM position AS p WHERE p.position_id = '{position_id}' AND NOT p.deleted)
'''

[en]
title   = "Somebody holds a position that does not exist"
message = "{holder} holds position {position}, which does not exist or is deleted."
fix     = "Appoint the person to an existing position and delete the dead row. Approvals by position count on it."
[zh]
title   = "任职的岗位不存在"
message = "{holder} 任职的岗位 {position} 不存在或已删除。"
fix     = "改任有效岗位，并删除失效的任职记录；按岗位找审批人的流程要用到。"
*/
-- optional: user_account, employee
SELECT
    h.position_id,
    h.holder_id,
    coalesce(min(u.name), min(u.login), min(e.name), h.holder_id) AS holder,
    coalesce(min(p.name), min(p.code), h.position_id) AS position,
    string_agg(DISTINCT h.source, ', ' ORDER BY h.source) AS source
FROM position_holder AS h
LEFT JOIN position AS p ON p.position_id = h.position_id
LEFT JOIN user_account AS u ON u.user_id = h.user_id
LEFT JOIN employee AS e ON e.employee_id = h.employee_id
WHERE p.position_id IS NULL OR p.deleted
GROUP BY h.position_id, h.holder_id
