/*
severity = "low"
subject  = "material"
effort   = "minutes"
tags     = ["relative"]
params   = { share = 80, at_least = 10 }
confidence = "likely"
industries = ["manufacturing", "medical", "trade"]
checks   = ["MC11"]

[en]
title   = "Material without what planning needs"
message = "{name} lacks {missing:word}, which {share} % of the materials have: planning leaves it out or orders it for today."
fix     = "Enter it. Where it is the same for a whole category, set it there."
[zh]
title   = "物料缺少计划参数"
message = "{name}缺少{missing:word}，而 {share}% 的物料都有：MRP 会漏算，或者全按当天到货下单。"
fix     = "补录参数；同类一致的，设在分类上统一带出。"
*/
-- optional: material.procurement, material.lead_days
WITH live AS (
  SELECT
    m.material_id,
    coalesce(m.name, m.code, m.material_id) AS name,
    m.procurement IS NOT NULL AS sourced,
    coalesce(m.lead_days > 0, FALSE) AS timed
  FROM material AS m
  WHERE m.active AND NOT m.deleted AND m.kind = 'goods'
),
whole AS (
  SELECT
    count(*) AS materials,
    sum(CASE WHEN l.sourced THEN 1 ELSE 0 END) AS sourced,
    sum(CASE WHEN l.timed THEN 1 ELSE 0 END) AS timed
  FROM live AS l
),
judged AS (
  SELECT
    l.material_id,
    l.name,
    CASE WHEN NOT l.sourced AND w.sourced >= {{at_least}} AND w.sourced * 100 >= w.materials * {{share}}
      THEN 'make or buy 采购/自制' END AS source,
    CASE WHEN NOT l.timed AND w.timed >= {{at_least}} AND w.timed * 100 >= w.materials * {{share}}
      THEN 'lead time 提前期' END AS lead_time,
    floor(100.0 * CASE WHEN l.sourced THEN w.timed ELSE w.sourced END / w.materials) AS share
  FROM live AS l
  CROSS JOIN whole AS w
)
SELECT j.material_id, j.name, concat_ws(', ', j.source, j.lead_time) AS missing, j.share
FROM judged AS j
WHERE j.source IS NOT NULL OR j.lead_time IS NOT NULL
