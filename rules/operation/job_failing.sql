/*
severity = "high"
subject  = "scheduled_job"
reach    = "runs"
effort   = "hours"
tags     = ["go-live", "jobs"]
confidence = "certain"
checks   = ["SJ02"]

[en]
title   = "Job fails"
message = "The last run of job {job} failed ({last_run}); {failures:failed run is|failed runs are} on record."
fix     = "Read the error in its log, repair the cause, run it once by hand, and see that somebody is told next time."
[zh]
title   = "定时任务执行失败"
message = "定时任务 {job} 最近一次执行失败（{last_run}），记录在案的失败共 {failures} 次。"
fix     = "看日志里的报错，处理后手工执行一次，并设置报警接收人，下次失败有人知道。"
*/
SELECT
    j.job_id,
    coalesce(j.name, j.code, j.job_id) AS job,
    coalesce(strftime(j.last_run_at, '%Y-%m-%d %H:%M'), '-') AS last_run,
    coalesce(j.failures, 1) AS failures,
    j.failures AS reach,
    j.runs,
    j.schedule
FROM scheduled_job AS j
WHERE j.active AND j.last_failed
