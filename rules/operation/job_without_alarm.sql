/*
severity = "low"
subject  = "scheduled_job"
effort   = "minutes"
tags     = ["go-live", "jobs"]
confidence = "certain"
checks   = ["SJ06"]

[en]
title   = "Nobody is told when the job fails"
message = "Job {job} is on, and no address is set that hears of a failure."
fix     = "Enter a shared mailbox or group of the operations team, not one person."
[zh]
title   = "定时任务没有报警接收人"
message = "定时任务 {job} 已启用，但没设报警接收人，失败了没人知道。"
fix     = "填运维组的公共邮箱或群，不要只填个人。"
*/
SELECT j.job_id, coalesce(j.name, j.code, j.job_id) AS job, j.schedule
FROM scheduled_job AS j
WHERE j.active AND coalesce(trim(j.alarm_to), '') = ''
