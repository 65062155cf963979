/*
severity = "high"
subject  = "system_material"
effort   = "minutes"
tags     = ["codes", "relative"]
params   = { share = 50, at_least = 5 }
confidence = "likely"
checks   = ["MC03"]

[en]
title   = "Material that the code map leaves out"
message = "Code {code} is in use in {system}. The map to {target_system} names {mapped} of {codes} codes, but not this one, and {target_system} has no such code."
fix     = "Add the line to the code map, or mark the code there as not passed on."
[zh]
title   = "编码对照表漏了物料"
message = "编码 {code} 在 {system} 中使用；到 {target_system} 的对照表列了 {codes} 个编码中的 {mapped} 个，唯独没有它，{target_system} 里也没有同名编码。"
fix     = "在对照表中补上这一行；不需要传的，在表里注明。"
*/
WITH map AS (
  SELECT DISTINCT c.system AS holder, c.source_system, c.target_system, upper(trim(c.source_code)) AS code_key
  FROM system_code_map AS c
  WHERE c.entity = 'material' AND c.source_system IS NOT NULL AND c.target_system IS NOT NULL
),
way AS (
  SELECT DISTINCT m.source_system, m.target_system FROM map AS m
),
asked AS (
  SELECT
    w.target_system,
    s.system,
    s.material_id,
    s.written,
    m.code_key IS NOT NULL AS mapped,
    k.code_key IS NOT NULL AS same_there
  FROM way AS w
  INNER JOIN shared_code AS s ON s.system = w.source_system AND s.live
  LEFT JOIN (SELECT DISTINCT n.source_system, n.target_system, n.code_key FROM map AS n) AS m
    ON m.source_system = w.source_system AND m.target_system = w.target_system AND m.code_key = s.code_key
  LEFT JOIN shared_code AS k ON k.system = w.target_system AND k.code_key = s.code_key
),
counted AS (
  SELECT a.system, a.target_system, count(*) AS codes, sum(CASE WHEN a.mapped THEN 1 ELSE 0 END) AS mapped
  FROM asked AS a
  GROUP BY a.system, a.target_system
)
SELECT
  a.system,
  a.material_id,
  min(a.written) AS code,
  string_agg(a.target_system, ', ' ORDER BY a.target_system) AS target_system,
  max(c.codes) AS codes,
  max(c.mapped) AS mapped
FROM asked AS a
INNER JOIN counted AS c ON c.system = a.system AND c.target_system = a.target_system
WHERE NOT a.mapped AND NOT a.same_there
  AND c.mapped >= {{at_least}} AND c.mapped * 100 >= c.codes * {{share}}
GROUP BY a.system, a.material_id
