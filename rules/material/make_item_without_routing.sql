/*
severity = "low"
subject  = "material"
effort   = "hours"
tags     = ["bom", "relative"]
params   = { share = 80, at_least = 5 }
confidence = "likely"
industries = ["manufacturing", "medical"]
checks   = ["MC11"]

[en]
title   = "Made in house, but without a routing"
message = "{name} is made in house and has no operations, while {share} % of what is made has: no load is planned and no labour costed for it."
fix     = "Enter its operations, or let its bill of material name a shared routing."
[zh]
title   = "自制件没有工艺路线"
message = "{name}是自制件却没有工序，而 {share}% 的自制件都有：产能排不到，人工成本也算不进去。"
fix     = "补录工艺路线，或在 BOM 上引用通用工艺。"
*/
WITH made AS (
  SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name
  FROM material AS m
  WHERE m.active AND NOT m.deleted AND m.procurement IN ('make', 'both') AND m.kind = 'goods'
),
routed AS (
  SELECT DISTINCT coalesce(s.material_id, b.material_id) AS material_id, b.template_id
  FROM routing_step AS s
  LEFT JOIN bom AS b ON b.bom_id = s.bom_id
  WHERE s.active
),
judged AS (
  SELECT d.material_id, d.name, max(CASE WHEN r.template_id IS NOT NULL OR q.material_id IS NOT NULL THEN 1 ELSE 0 END) AS has
  FROM made AS d
  INNER JOIN material AS m ON m.material_id = d.material_id
  LEFT JOIN (SELECT DISTINCT x.material_id FROM routed AS x) AS q ON q.material_id = d.material_id
  LEFT JOIN (SELECT DISTINCT x.template_id FROM routed AS x WHERE x.material_id IS NULL) AS r ON r.template_id = m.template_id
  GROUP BY d.material_id, d.name
),
whole AS (
  SELECT count(*) AS materials, sum(j.has) AS having_one FROM judged AS j
)
SELECT j.material_id, j.name, floor(100.0 * w.having_one / w.materials) AS share
FROM judged AS j
CROSS JOIN whole AS w
WHERE j.has = 0 AND w.having_one >= {{at_least}} AND w.having_one * 100 >= w.materials * {{share}}
