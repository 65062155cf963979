/*
severity = "critical"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security"]
checks   = ["AS01"]

[en]
title   = "Account still opens with a password the product is shipped with"
message = "{name} (sign-in name {login}) still has a password that everybody finds in the product's manual or sample data. Superuser: {superuser}."
fix     = "Set a new password now, and make the product ask for a change at the first sign-in."
[zh]
title   = "账号仍在用出厂密码"
message = "{name}（登录名 {login}）的密码仍是产品手册或示例数据里公开的出厂密码。超级管理员：{superuser}。"
fix     = "立即修改密码，并启用“首次登录必须改密”。"
*/
-- optional: superuser, role, role_grant, role_parent
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    u.login,
    u.superuser OR s.user_id IS NOT NULL AS superuser
FROM default_password AS d
JOIN user_account AS u ON u.user_id = d.user_id
LEFT JOIN superuser AS s ON s.user_id = u.user_id
WHERE d.opens AND u.active AND NOT u.deleted
