/*
severity = "medium"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["CF02"]

[en]
title   = "Any password will do"
message = "Setting {setting} is {value}: passwords may be as short and simple as people like, or may be tried without end."
fix     = "Ask for length (Odoo: 12 and more) and for letters with digits, lock accounts for a while after five to ten wrong passwords, and have passwords changed that were set before."
[zh]
title   = "密码规则未启用"
message = "参数 {setting}为 {value}：密码想多简单就多简单，或输错多少次都不锁定。"
fix     = "设定最小长度和复杂度（字母加数字），连续输错 5 至 10 次锁定一段时间；此前设过的弱密码限期修改。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting, s.value
FROM setting AS s
WHERE (s.key = 'System Settings.enable_password_policy' AND s.value = '0')
   OR (s.key = 'System Settings.allow_consecutive_login_attempts' AND s.value = '0')
   OR (s.key = 'sys.account.chrtype' AND s.value IN ('0', '1'))
   OR (s.key = 'auth_password_policy.minlength' AND try_cast(s.value AS INTEGER) < 8)
   OR (s.key = 'base.login_cooldown_after' AND try_cast(s.value AS INTEGER) = 0)
