/*
severity = "low"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"

[en]
title   = "Material without a category"
message = "{name} has no category, while {share} % of the materials of its kind ({kind:word}) have one."
fix     = "Choose the category and make it a required field."
[zh]
title   = "物料没有分类"
message = "{name}没有分类，而同类（{kind:word}）物料中 {share}% 都有分类。"
fix     = "补选分类，并设为必填。"
*/
WITH live AS (
  SELECT
    m.material_id,
    coalesce(m.name, m.code, m.material_id) AS name,
    m.kind,
    m.category_id,
    count(*) OVER (PARTITION BY m.company_id, m.kind) AS materials,
    count(m.category_id) OVER (PARTITION BY m.company_id, m.kind) AS classed
  FROM material AS m
  WHERE m.active AND NOT m.deleted
)
SELECT
  l.material_id,
  l.name,
  l.kind,
  floor(100.0 * l.classed / l.materials) AS share,
  l.classed,
  l.materials
FROM live AS l
WHERE l.category_id IS NULL AND l.classed >= {{at_least}} AND l.classed * 100 >= l.materials * {{share}}
