/*
severity = "high"
subject  = "system_code_map"
reach    = "codes"
effort   = "hours"
tags     = ["codes"]
checks   = ["MC03"]

[en]
title   = "Code map: several codes of one system become one of the other"
message = "{codes} codes of {source_system} ({source_codes}) are mapped to {target_code} of {target_system}: stock and orders of different things meet in one code, and nothing leads back."
fix     = "Give each code its own partner, or merge the materials in {source_system} as well when they are one thing."
[zh]
title   = "系统间编码对照多对一"
message = "{source_system} 的 {codes} 个编码（{source_codes}）都对到 {target_system} 的 {target_code}：库存和订单混在一个编码上，回传时分不开。"
fix     = "逐个对应；确属同一物料的，在 {source_system} 里也一并合并。"
*/
WITH mapped AS (
  SELECT
    c.system,
    c.entity,
    c.source_code,
    c.target_code,
    c.source_system,
    c.target_system,
    upper(trim(c.target_code)) AS target_key,
    upper(trim(c.source_code)) AS source_key,
    row_number() OVER (
      PARTITION BY c.system, c.entity, upper(trim(c.target_code)) ORDER BY c.source_code, c.target_code
    ) AS position
  FROM system_code_map AS c
  WHERE trim(c.target_code) <> '' AND c.source_system IS NOT NULL AND c.target_system IS NOT NULL
)
SELECT
  m.system,
  m.entity,
  min(m.source_code) AS source_code,
  min(CASE WHEN m.position = 1 THEN m.target_code END) AS target_code,
  min(m.source_system) AS source_system,
  min(m.target_system) AS target_system,
  count(DISTINCT m.source_key) AS codes,
  count(DISTINCT m.source_key) AS reach,
  string_agg(CASE WHEN m.position <= 20 THEN m.source_code END, ', ' ORDER BY m.source_code) AS source_codes
FROM mapped AS m
GROUP BY m.system, m.entity, m.target_key
HAVING count(DISTINCT m.source_key) > 1
