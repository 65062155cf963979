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
message = "The person with key {holder_id} holds position {position_id}, which does not exist or is deleted."
fix     = "Appoint the person to an existing position and delete the dead row. Approvals by position count on it."
[zh]
title   = "任职的岗位不存在"
message = "人员（主键 {holder_id}）任职的岗位 {position_id} 不存在或已删除。"
fix     = "改任有效岗位，并删除失效的任职记录；按岗位找审批人的流程要用到。"
*/
SELECT h.position_id, h.holder_id, string_agg(DISTINCT h.source, ', ' ORDER BY h.source) AS source
FROM position_holder AS h
LEFT JOIN position AS p ON p.position_id = h.position_id
WHERE p.position_id IS NULL OR p.deleted
GROUP BY h.position_id, h.holder_id
