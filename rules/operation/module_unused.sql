/*
severity = "low"
subject  = "module"
effort   = "hours"
tags     = ["periodic", "cost"]
confidence = "likely"
checks   = ["UF01"]
params   = { in_use = 20 }

[en]
title   = "Module is installed and nobody works in it"
message = "Module {module} is installed, and not one document was ever entered in it."
fix     = "Ask the department whether it still comes. If not, uninstall it on a copy first, then here: its menus, rights, scheduled jobs and licences go with it."
[zh]
title   = "模块装了没人用"
message = "模块 {module} 已安装，但从来没有录入过单据。"
fix     = "先问业务部门还用不用；确定不用的，先在测试库卸载验证，再在正式库卸载，连带的菜单、权限、定时任务和授权费一起省掉。"
*/
-- A system in which nothing was entered yet has not gone live: nothing can be said of its modules.
WITH busiest AS (
    SELECT max(documents) AS documents FROM module WHERE state = 'installed'
)
SELECT m.module_id, coalesce(m.name, m.code, m.module_id) AS module, m.code
FROM module AS m
CROSS JOIN busiest AS b
WHERE m.state = 'installed' AND m.documents = 0 AND b.documents >= {{in_use}}
