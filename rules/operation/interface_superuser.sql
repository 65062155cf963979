/*
severity = "medium"
subject  = "interface"
effort   = "hours"
tags     = ["go-live", "interfaces", "security"]
confidence = "likely"
checks   = ["IN04"]

[en]
title   = "Interface or data source signs in as superuser"
message = "{interface} signs in as {login}. Whoever gets at its password or key may do everything there."
fix     = "Create an account for {interface} alone with the rights it needs (a data source of reports: SELECT on the tables they read), switch over to it, then change the password or key of {login} that was kept here."
[zh]
title   = "接口或数据源用超级账号连接"
message = "{interface} 用 {login} 登录，密码或密钥一旦泄露，那边的数据就全部失守。"
fix     = "给 {interface} 单独建一个最小权限的账号（报表数据源只给相关表的 SELECT），切换过去后，把存在这里的 {login} 的密码或密钥换掉。"
*/
SELECT i.interface_id, coalesce(i.name, i.interface_id) AS interface, i.login, i.url
FROM interface AS i
-- Superusers that databases and business systems are installed with; Oracle's may come as `sys as sysdba`.
WHERE i.active AND regexp_matches(i.login, '(?i)^\s*(root|sa|postgres|sys|system|sysdba|dba|admin|administrator)(@.*|\s+as\s+sysdba)?\s*$')
