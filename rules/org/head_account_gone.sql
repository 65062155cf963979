/*
severity = "high"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live", "leaver"]
confidence = "certain"
checks   = ["OM03"]
verify   = '''
SELECT count(*)
FROM org_unit AS o
WHERE o.org_unit_id = '{org_unit_id}' AND o.head_user_id IS NOT NULL AND o.active AND NOT o.deleted
  AND NOT EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = o.head_user_id AND u.active AND NOT u.deleted)
'''

[en]
title   = "Head of a unit whose account does not work"
message = "The head of {unit} is account {head}, which is missing, disabled or deleted."
fix     = "Name the new head and hand over the open tasks of the old one."
[zh]
title   = "部门负责人的账号已失效"
message = "部门 {unit} 的负责人 {head} 的账号不存在、已停用或已删除。"
fix     = "任命新的负责人，并转办原负责人名下的待办。"
*/
SELECT
    o.org_unit_id,
    coalesce(o.name, o.code, o.org_unit_id) AS unit,
    o.head_user_id,
    coalesce(u.name, u.login, o.head_user_id) AS head
FROM org_unit AS o
LEFT JOIN user_account AS u ON u.user_id = o.head_user_id
WHERE o.head_user_id IS NOT NULL AND o.active AND NOT o.deleted
  AND (u.user_id IS NULL OR NOT u.active OR u.deleted)
