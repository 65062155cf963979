/*
severity = "high"
subject  = "scheduled_job"
effort   = "hours"
tags     = ["relative", "go-live", "jobs"]
confidence = "likely"
checks   = ["SJ01"]
params   = { hours = 24 }

[en]
title   = "Job should have run and did not"
message = "Job {job} was due on {due}, but other jobs ran until {others_until} and this one did not. Its last run: {last_run}."
fix     = "Look at its log and at locks it may hold; run it once by hand. If it is not needed, switch it off."
[zh]
title   = "定时任务该跑没跑"
message = "定时任务 {job} 应在 {due} 执行，其他任务一直跑到 {others_until}，它却没有跑。最近一次执行：{last_run}。"
fix     = "看任务日志、是否被锁住，手工执行一次；确实不用的就停用。"
*/
SELECT
    j.job_id,
    coalesce(j.name, j.code, j.job_id) AS job,
    strftime(j.next_run_at, '%Y-%m-%d %H:%M') AS due,
    strftime(o.last_run_at, '%Y-%m-%d %H:%M') AS others_until,
    coalesce(strftime(j.last_run_at, '%Y-%m-%d %H:%M'), '-') AS last_run,
    j.schedule
FROM scheduled_job AS j
-- The data's own clock: a copy of a database is as old as the last job that ran in it.
CROSS JOIN (SELECT max(x.last_run_at) AS last_run_at FROM scheduled_job AS x WHERE x.active) AS o
WHERE j.active
  AND j.next_run_at IS NOT NULL
  AND j.next_run_at < o.last_run_at - to_hours({{hours}})
  AND (j.last_run_at IS NULL OR j.last_run_at < j.next_run_at)
