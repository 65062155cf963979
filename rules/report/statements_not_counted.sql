/*
severity = "low"
subject  = "db_setting"
effort   = "minutes"
tags     = ["performance", "database", "go-live"]
confidence = "certain"
checks   = ["RP03"]

[en]
title   = "Nobody can tell which statements are slow"
message = "{name} is {value}: the server keeps no record of slow statements, so “the report is slow” cannot be followed up."
fix     = "PostgreSQL: shared_preload_libraries = 'pg_stat_statements', restart, CREATE EXTENSION pg_stat_statements. MySQL, MariaDB: performance_schema = ON and a restart, or SET GLOBAL slow_query_log = ON with long_query_time = 1."
[zh]
title   = "没有慢 SQL 记录可查"
message = "{name} 现在是 {value}：服务器不记录慢语句，用户说“报表慢”无从查起。"
fix     = "PostgreSQL：shared_preload_libraries 加上 pg_stat_statements，重启后 CREATE EXTENSION pg_stat_statements。MySQL、MariaDB：开 performance_schema 并重启，或 SET GLOBAL slow_query_log = ON 且 long_query_time = 1。"
*/
SELECT d.name, coalesce(nullif(d.value, ''), '-') AS value
FROM db_setting AS d
LEFT JOIN (
    SELECT count(*) AS found
    FROM db_setting AS l
    WHERE l.name = 'slow_query_log' AND lower(l.value) IN ('1', 'on')
) AS logged ON TRUE
WHERE (d.name = 'shared_preload_libraries' AND NOT contains(coalesce(d.value, ''), 'pg_stat_statements'))
   OR (d.name = 'performance_schema' AND lower(d.value) IN ('0', 'off') AND logged.found = 0)
