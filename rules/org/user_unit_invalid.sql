/*
severity = "medium"
subject  = "user_account"
cause    = "org_unit"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["OM02"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.org_unit_id IS NOT NULL AND u.active AND NOT u.deleted
  AND NOT EXISTS (
    SELECT 1 FROM org_unit AS o WHERE o.org_unit_id = u.org_unit_id AND o.active AND NOT o.deleted
  )
'''

[en]
title   = "Account in a unit that is gone"
message = "The account {name} belongs to unit {unit}, which is missing, switched off or deleted."
fix     = "Move the account to the unit that took over. Data scopes and approvals by department depend on it."
[zh]
title   = "账号所属部门已失效"
message = "账号{name}所属部门 {unit} 不存在、已停用或已删除。"
fix     = "调整到承接的新部门；按部门的数据权限和审批都靠它。"
*/
SELECT
    u.user_id,
    u.org_unit_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    coalesce(o.name, o.code, u.org_unit_id) AS unit
FROM user_account AS u
LEFT JOIN org_unit AS o ON o.org_unit_id = u.org_unit_id
WHERE u.org_unit_id IS NOT NULL AND u.active AND NOT u.deleted AND u.kind = 'person'
  AND (o.org_unit_id IS NULL OR NOT o.active OR o.deleted)
