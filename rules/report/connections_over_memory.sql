/*
severity = "medium"
subject  = "db_setting"
reach    = "bytes"
effort   = "hours"
tags     = ["performance", "database"]
confidence = "possible"
checks   = ["RP08"]
params   = { bytes = 8589934592 }

[en]
title   = "Connections may need more memory than there is"
message = "{connections} connections with {each_mb} MB of working memory each may want {all_gb} GB, beside {cache_gb} GB that the server counts on for its cache."
fix     = "Let a pool share fewer connections (a few per processor core), and keep memory per sort small: raise it for single reports, never for the whole server."
[zh]
title   = "连接数乘以单连接内存超限"
message = "{connections} 个连接，每个工作内存 {each_mb} MB，最坏要 {all_gb} GB；而服务器自己的缓存按 {cache_gb} GB 算。"
fix     = "用连接池把连接数降下来（每核几个就够），单次排序内存保持较小值，个别报表单独调大，不要全局调。"
*/
SELECT
    'max_connections' AS name,
    CAST(m.connections AS BIGINT) AS connections,
    CAST(m.each / 1048576 AS BIGINT) AS each_mb,
    CAST(m.connections * m.each / 1073741824 AS BIGINT) AS all_gb,
    CAST(m.cache / 1073741824 AS BIGINT) AS cache_gb,
    m.connections * m.each AS reach
FROM (
    SELECT
        max(CASE WHEN d.name = 'max_connections' THEN try_cast(d.value AS DOUBLE) END) AS connections,
        coalesce(
            1024 * max(CASE WHEN d.name = 'work_mem' THEN try_cast(d.value AS DOUBLE) END),
            max(CASE WHEN d.name = 'sort_buffer_size' THEN try_cast(d.value AS DOUBLE) END)
            + max(CASE WHEN d.name = 'join_buffer_size' THEN try_cast(d.value AS DOUBLE) END)
            + max(CASE WHEN d.name = 'read_rnd_buffer_size' THEN try_cast(d.value AS DOUBLE) END)
        ) AS each,
        coalesce(
            8192 * max(CASE WHEN d.name = 'effective_cache_size' THEN try_cast(d.value AS DOUBLE) END),
            max(CASE WHEN d.name = 'innodb_buffer_pool_size' THEN try_cast(d.value AS DOUBLE) END)
        ) AS cache
    FROM db_setting AS d
) AS m
WHERE m.connections * m.each >= {{bytes}}
  AND m.connections * m.each >= 2 * m.cache
