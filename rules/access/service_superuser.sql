/*
severity = "high"
subject  = "user_account"
effort   = "hours"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["IN04"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND (
    u.superuser OR EXISTS (
      SELECT 1
      FROM role_grant AS g
      JOIN role_closure AS c ON c.role_id = g.role_id
      JOIN role AS r ON r.role_id = c.ancestor_id
      WHERE g.user_id = '{user_id}' AND r.superuser
    )
  )
'''

[en]
title   = "Interface account that passes every permission check"
message = "The service account {name} passes every permission check. Whoever reads its password from a configuration file owns the system."
fix     = "Make a role with only what the interface calls, give it to the account, take the superuser right away and change the password."
[zh]
title   = "接口账号是超级管理员"
message = "接口账号{name}不受任何权限限制。谁从配置文件里看到它的口令，谁就拿到了整个系统。"
fix     = "按接口实际调用的功能建专用角色授给它，收回超管权限，并更换口令。"
*/
SELECT u.user_id, coalesce(u.name, u.login, u.user_id) AS name, s.roles
FROM user_account AS u
JOIN superuser AS s ON s.user_id = u.user_id
WHERE u.kind = 'service' AND u.active AND NOT u.deleted
