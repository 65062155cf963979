/*
severity = "high"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "jobs"]
confidence = "certain"
checks   = ["SJ01"]

[en]
title   = "One switch stops everything that runs by itself"
message = "Setting {setting} is {value}: nothing runs by itself, no jobs, no mails, no reminders."
fix     = "On the live system switch it back; then look at what waits (mails, invoices, stock postings) before it all goes out at once. On a copy it is right: leave the finding out there."
[zh]
title   = "一个总开关停掉了所有后台任务"
message = "参数 {setting} 为 {value}：定时任务、邮件、提醒一律不跑。"
fix     = "正式环境要改回来；打开之前先看积压了什么（邮件、发票、库存过账），免得一下子全发出去。测试副本这样设是对的，在副本上忽略本条即可。"
*/
SELECT s.key, s.company_id, concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting, s.value
FROM setting AS s
WHERE (s.key = 'System Settings.enable_scheduler' AND s.value = '0')
   OR (s.key = 'database.is_neutralized' AND lower(s.value) IN ('true', '1'))
