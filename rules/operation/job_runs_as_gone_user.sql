/*
severity = "high"
subject  = "scheduled_job"
cause    = "user_account"
effort   = "minutes"
tags     = ["go-live", "jobs", "orphan"]
confidence = "certain"
checks   = ["SJ01"]

[en]
title   = "Job runs as an account that is gone"
message = "Job {job} runs as {account}, which is gone ({state:word}). It fails, or runs with rights that nobody looks after."
fix     = "Let it run as a service account that is made for jobs, never as a person's own account. Then run it once by hand and look at its log."
[zh]
title   = "定时任务的执行账号已失效"
message = "定时任务 {job} 以账号 {account} 运行，该账号已经不在用（{state:word}）。任务要么报错，要么带着没人管的权限在跑。"
fix     = "改用专门的服务账号执行，不要挂在个人账号上；改完手工跑一次，看日志是否正常。"
*/
SELECT
    j.job_id,
    j.run_as_user_id AS user_id,
    coalesce(j.name, j.code, j.job_id) AS job,
    coalesce(u.name, u.login, j.run_as_user_id) AS account,
    CASE
        WHEN u.user_id IS NULL THEN 'missing 不存在'
        WHEN u.deleted THEN 'deleted 已删除'
        ELSE 'disabled 已停用'
    END AS state,
    j.schedule
FROM scheduled_job AS j
LEFT JOIN user_account AS u ON u.user_id = j.run_as_user_id
WHERE j.active
  AND j.run_as_user_id IS NOT NULL
  AND (
      u.user_id IS NULL
      OR (u.deleted AND u.kind IN ('person', 'external', 'service'))
      OR (NOT u.active AND u.kind IN ('person', 'external', 'service'))
  )
