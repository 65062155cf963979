/*
severity = "low"
subject  = "db_table"
reach    = "bytes"
effort   = "hours"
tags     = ["database", "cleanup"]
confidence = "likely"
checks   = ["RP08", "BK05"]
params   = { bytes = 2147483648, rows = 10000000 }

[en]
title   = "Log table that nobody clears"
message = "Table {table_id} holds about {rows} rows and {gigabytes} GB of log, {percent} % of the whole database. Backups, restores and upgrades carry it along."
fix     = "Agree how long each log must be kept (audit logs have legal terms), move older rows to an archive, and let a job do so every night. Look at what writes so much before deleting it."
[zh]
title   = "日志表过大没人清"
message = "表 {table_id} 是日志类数据，约 {rows} 行、{gigabytes} GB，占全库 {percent}%，备份、恢复、升级都要带着它。"
fix     = "先定各类日志的保留期（审计日志有法定期限），超期的转归档，用定时任务每晚清理；删之前先看是什么在狂写。"
*/
SELECT
    t.table_id,
    coalesce(t.rows, 0) AS rows,
    coalesce(t.bytes, 0) AS reach,
    round(coalesce(t.bytes, 0) / 1073741824, 1) AS gigabytes,
    round(100.0 * t.bytes / a.bytes, 1) AS percent
FROM db_table AS t
CROSS JOIN (SELECT sum(CAST(d.bytes AS DOUBLE)) AS bytes FROM db_table AS d) AS a
WHERE t.kind IN ('table', 'partition')
  AND regexp_matches(
      lower(coalesce(t.name, t.table_id)),
      '(^|[_. ])(log|logs|logging|logininfor|history|audit|auditlog)([_. ]|$)|log$|^tab(version|error log|access log|activity log|email queue)$'
  )
  -- not a catalogue, dialog or blog
  AND NOT regexp_matches(lower(coalesce(t.name, t.table_id)), '(catalog|dialog|blog|backlog|analog)$')
  AND (t.bytes >= {{bytes}} OR t.rows >= {{rows}})
