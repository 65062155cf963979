/*
severity = "high"
subject  = "module"
effort   = "hours"
tags     = ["go-live", "upgrade"]
confidence = "certain"
checks   = ["DM14"]

[en]
title   = "Module is half installed"
message = "Module {module} waits in the state {state:word}: an installation, upgrade or removal was begun and not finished."
fix     = "Finish it at a quiet hour after a backup, with the server's log in view: a failing module leaves the others of its batch waiting as well. Or cancel it in the product."
[zh]
title   = "模块安装或升级没做完"
message = "模块 {module} 停在 {state:word} 状态：安装、升级或卸载只做了一半。"
fix     = "备份后选低峰继续执行，并盯着服务日志：一个模块失败，同批的都会卡住；不需要的在产品里取消操作。"
*/
SELECT m.module_id, coalesce(m.name, m.code, m.module_id) AS module, m.code, m.state, m.version
FROM module AS m
WHERE m.state IN ('to_install', 'to_upgrade', 'to_remove')
