/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "codes", "relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
checks   = ["MC05"]

[en]
title   = "Material without a code"
message = "{name} has no code, while {share} % of the materials of its kind ({kind:word}) have one."
fix     = "Give it a code by the code rule and make the code a required field."
[zh]
title   = "物料没有编码"
message = "{name}没有编码，而同类（{kind:word}）物料中 {share}% 都有编码。"
fix     = "按编码规则补码，并把编码设为必填。"
*/
WITH live AS (
  SELECT
    m.material_id,
    m.name,
    m.kind,
    CASE WHEN n.code_folded <> '' THEN 1 ELSE 0 END AS has_code,
    count(*) OVER (PARTITION BY m.company_id, m.kind) AS materials,
    sum(CASE WHEN n.code_folded <> '' THEN 1 ELSE 0 END) OVER (PARTITION BY m.company_id, m.kind) AS coded
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE m.active AND NOT m.deleted
)
SELECT
  l.material_id,
  coalesce(l.name, l.material_id) AS name,
  l.kind,
  floor(100.0 * l.coded / l.materials) AS share,
  l.coded,
  l.materials
FROM live AS l
WHERE l.has_code = 0 AND l.coded >= {{at_least}} AND l.coded * 100 >= l.materials * {{share}}
