/*
severity = "medium"
subject  = "system_material"
effort   = "hours"
tags     = ["codes", "relative"]
params   = { share = 80, at_least = 5 }
confidence = "likely"
checks   = ["MC03"]

[en]
title   = "Material code that the other system does not know"
message = "Code {code} is in use in {system} and unknown in {missing_in}, which knows {known} of {codes} codes{of_what}."
fix     = "Find out which system leads. Carry the material over to {missing_in}, or switch it off in {system}; then look at why the interface passed it over."
[zh]
title   = "物料编码只在一套系统中存在"
message = "编码 {code} 在 {system} 中使用，{missing_in} 却没有；{codes} 个编码{of_what}中 {missing_in} 有 {known} 个。"
fix     = "先确定哪套系统为主数据源：把该物料补传到 {missing_in}，或在 {system} 停用；再查接口为什么漏传。"
*/
-- optional: system_code_map
WITH mapped AS (
  -- What the code map translates is known over there by another name.
  SELECT c.source_system AS system, upper(trim(c.source_code)) AS code_key, c.target_system AS other
  FROM system_code_map AS c
  WHERE c.entity = 'material' AND trim(c.target_code) <> ''
  UNION
  SELECT c.target_system, upper(trim(c.target_code)), c.source_system
  FROM system_code_map AS c
  WHERE c.entity = 'material' AND trim(c.source_code) <> ''
),
live AS (
  SELECT s.system, s.code_key, s.material_id, s.written, s.category FROM shared_code AS s WHERE s.live
),
system AS (
  SELECT DISTINCT s.system FROM shared_code AS s
),
compared AS (
  -- Known there counts whether it is still in use there or not: that is another finding.
  SELECT l.system, o.system AS other, l.code_key, l.material_id, l.written, l.category,
    k.code_key IS NOT NULL OR m.code_key IS NOT NULL AS known
  FROM live AS l
  INNER JOIN system AS o ON o.system <> l.system
  LEFT JOIN shared_code AS k ON k.system = o.system AND k.code_key = l.code_key
  LEFT JOIN mapped AS m ON m.system = l.system AND m.code_key = l.code_key AND m.other = o.system
),
whole AS (
  SELECT c.system, c.other, count(*) AS codes, sum(CASE WHEN c.known THEN 1 ELSE 0 END) AS known
  FROM compared AS c
  GROUP BY c.system, c.other
),
by_category AS (
  -- A system that keeps products only does not lack the bolts: within a category that it keeps, it does.
  SELECT c.system, c.other, c.category, count(*) AS codes, sum(CASE WHEN c.known THEN 1 ELSE 0 END) AS known
  FROM compared AS c
  WHERE c.category IS NOT NULL
  GROUP BY c.system, c.other, c.category
),
missing AS (
  SELECT
    c.system,
    c.material_id,
    c.written,
    c.other,
    CASE WHEN g.known >= {{at_least}} AND g.known * 100 >= g.codes * {{share}} THEN ' (' || c.category || ')' ELSE '' END AS of_what,
    CASE WHEN g.known >= {{at_least}} AND g.known * 100 >= g.codes * {{share}} THEN g.codes ELSE w.codes END AS codes,
    CASE WHEN g.known >= {{at_least}} AND g.known * 100 >= g.codes * {{share}} THEN g.known ELSE w.known END AS known
  FROM compared AS c
  INNER JOIN whole AS w ON w.system = c.system AND w.other = c.other
  LEFT JOIN by_category AS g ON g.system = c.system AND g.other = c.other AND g.category = c.category
  WHERE NOT c.known
    AND (
      (g.known >= {{at_least}} AND g.known * 100 >= g.codes * {{share}})
      OR (w.known >= {{at_least}} AND w.known * 100 >= w.codes * {{share}} AND coalesce(g.known, 1) > 0)
    )
)
SELECT
  m.system,
  m.material_id,
  m.written AS code,
  string_agg(m.other, ', ' ORDER BY m.other) AS missing_in,
  min(m.of_what) AS of_what,
  max(m.codes) AS codes,
  max(m.known) AS known
FROM missing AS m
GROUP BY m.system, m.material_id, m.written
