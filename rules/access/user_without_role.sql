/*
severity = "medium"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["PE05"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND NOT EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role AS r ON r.role_id = g.role_id
    WHERE g.user_id = '{user_id}' AND r.active AND NOT r.deleted
  )
'''

[en]
title   = "Active account without any live role"
message = "The account {name} ({login}) is in use but holds no role that is in force."
fix     = "Grant the role of the person's job, or disable the account if nobody needs it."
[zh]
title   = "在用账号没有任何有效角色"
message = "账号{name}（{login}）在用，但没有任何有效角色。"
fix     = "按岗位授予角色；没人用的账号请停用。"
*/
SELECT u.user_id, coalesce(u.name, u.login, u.user_id) AS name, coalesce(u.login, u.user_id) AS login
FROM user_account AS u
LEFT JOIN (
    SELECT DISTINCT g.user_id
    FROM role_grant AS g
    JOIN role AS r ON r.role_id = g.role_id
    WHERE r.active AND NOT r.deleted
) AS h ON h.user_id = u.user_id
WHERE h.user_id IS NULL
  AND u.active AND NOT u.deleted AND NOT u.superuser AND u.kind = 'person'
  AND EXISTS (SELECT 1 FROM role_grant)
