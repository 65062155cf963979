/*
severity = "high"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["CF01"]

[en]
title   = "New accounts start with the vendor's published password"
message = "Setting {setting} still holds the initial password that the vendor publishes. Every new account can be taken over until its owner signs in."
fix     = "Set an initial password of your own, better one per person, and have it changed at the first sign-in. Ask those who never changed theirs."
[zh]
title   = "初始密码仍是厂商公开的默认值"
message = "参数 {setting}仍是厂商公开的初始密码，新建账号在本人登录之前谁都能用。"
fix     = "改成自己的初始密码，最好一人一密，并强制首次登录修改；已建账号里没改过密码的一并催改。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting
FROM setting AS s
WHERE s.key IN ('sys.user.initPassword', 'system.user.init-password', 'sys.user.init-password', 'account.initPassword')
  AND s.value IN ('123456', 'admin123', '12345678', '888888', '111111')
