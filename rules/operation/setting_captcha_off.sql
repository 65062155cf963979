/*
severity = "medium"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["CF02"]

[en]
title   = "Captcha is switched off"
message = "Setting {setting} switches the captcha off, so that passwords can be tried by machine."
fix     = "Switch it on, or make sure that accounts are locked after a few wrong passwords."
[zh]
title   = "登录验证码已关闭"
message = "参数 {setting}关闭了登录验证码，口令可以被程序反复尝试。"
fix     = "打开验证码；或确认连续输错几次密码后会锁定账号。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting
FROM setting AS s
WHERE (s.key IN ('sys.account.captchaEnabled', 'sys.account.captchaOnOff', 'login-captcha.enabled', 'yudao.captcha.enable') AND lower(s.value) = 'false')
   OR (s.key = 'checkcode_flag' AND s.value = '0')
