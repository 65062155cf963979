/*
severity = "high"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["CF02"]

[en]
title   = "Anybody may register an account"
message = "Setting {setting} lets visitors register by themselves."
fix     = "Switch it off unless customers or suppliers are meant to register, and then see what role they get. Look through the accounts that came about this way."
[zh]
title   = "开放了自助注册"
message = "参数 {setting}已开启，任何人打开登录页就能自己注册账号。"
fix     = "不需要就关闭；确实面向客户或供应商开放的，检查注册后默认给了什么角色。顺便清理已经自助注册的账号。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting,
    -- there the registered become portal users, which a web shop wants
    CASE WHEN s.key IN ('auth_signup.invitation_scope', 'Website Settings.disable_signup') THEN 'possible' ELSE 'certain' END AS confidence
FROM setting AS s
WHERE (s.key IN ('sys.account.registerUser', 'sys.user.registerUser', 'account.registerUser', 'system.user.register-enabled') AND lower(s.value) = 'true')
   OR (s.key = 'register_flag' AND s.value = '1')
   OR (s.key = 'Website Settings.disable_signup' AND s.value = '0')
   OR (s.key = 'auth_signup.invitation_scope' AND lower(s.value) = 'b2c')
