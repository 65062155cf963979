/*
severity = "medium"
subject  = "material"
reach    = "materials"
effort   = "hours"
tags     = ["codes", "group", "relative"]
params   = { share = 80, at_least = 5 }
confidence = "possible"
checks   = ["MC03"]

[en]
title   = "One code, different things in different companies"
message = "Code {code} stands for different things: {things}. Of the codes that several companies use, {share} % agree."
fix     = "Settle which company keeps the code and recode the material of the other one. If both mean one thing, align the names."
[zh]
title   = "一码多物：同一编码在不同公司是不同物料"
message = "编码 {code} 在各公司指的不是同一物料：{things}。各公司共用的编码中 {share}% 是一致的。"
fix     = "确定编码归哪家公司所有，另一家重新编码；若其实是同一物料，请统一名称。"
*/
WITH repeated AS (
  -- Nearly every code is there once: those are put aside before anything is sorted or shown.
  SELECT n.code_folded
  FROM material_normalised AS n
  GROUP BY n.code_folded
  HAVING count(*) > 1
),
live AS (
  SELECT
    m.material_id,
    m.code,
    m.name,
    m.company_id,
    coalesce(c.name, m.company_id) AS company,
    n.code_folded,
    n.name_folded,
    row_number() OVER (PARTITION BY n.code_folded ORDER BY m.material_id) AS position
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  INNER JOIN repeated AS r ON r.code_folded = n.code_folded
  LEFT JOIN company AS c ON c.company_id = m.company_id
  WHERE m.active AND NOT m.deleted AND m.company_id IS NOT NULL AND n.code_folded <> '' AND n.name_folded <> ''
),
common AS (
  SELECT
    l.code_folded,
    min(l.material_id) AS material_id,
    count(*) AS materials,
    count(DISTINCT l.name_folded) AS names,
    string_agg(CASE WHEN l.position <= 10 THEN l.company || ': ' || l.name END, ', ' ORDER BY l.material_id) AS things
  FROM live AS l
  GROUP BY l.code_folded
  HAVING count(DISTINCT l.company_id) > 1
),
agreement AS (
  -- Where companies number on their own, equal codes say nothing: only a common numbering has exceptions.
  SELECT count(*) AS codes, sum(CASE WHEN c.names = 1 THEN 1 ELSE 0 END) AS agreeing
  FROM common AS c
)
SELECT
  c.material_id,
  c.code_folded AS code,
  c.things,
  c.materials AS reach,
  floor(100.0 * a.agreeing / a.codes) AS share
FROM common AS c
CROSS JOIN agreement AS a
WHERE c.names > 1 AND a.agreeing >= {{at_least}} AND a.agreeing * 100 >= a.codes * {{share}}
