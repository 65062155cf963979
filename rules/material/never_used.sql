/*
severity = "info"
subject  = "material"
effort   = "hours"
tags     = ["relative"]
params   = { idle_days = 365, share = 30, at_least = 10 }
confidence = "possible"

[en]
title   = "Material that was never used"
message = "{name} exists since {created} and has never been bought, sold, moved or planned; {share} % of the materials of that age have."
fix     = "Switch off what nobody will need: every dead code is one that somebody picks by mistake."
[zh]
title   = "从未使用过的物料"
message = "{name}自 {created} 建档以来从未采购、销售、出入库或用于 BOM；同期物料 {share}% 都用过。"
fix     = "不会再用的停用：死码越多，选错码的概率越大。"
*/
-- optional: stock, bom, bom_line
WITH used AS (
  SELECT u.material_id FROM material_use AS u WHERE u.lines > 0
  UNION
  SELECT s.material_id FROM stock AS s
  UNION
  SELECT l.material_id FROM bom_line AS l
  UNION
  SELECT b.material_id FROM bom AS b
),
used_template AS (
  -- A bill for every variant uses each of them.
  SELECT DISTINCT b.template_id FROM bom AS b WHERE b.template_id IS NOT NULL
),
old AS (
  SELECT
    m.material_id,
    coalesce(m.name, m.code, m.material_id) AS name,
    m.created_at,
    u.material_id IS NOT NULL OR t.template_id IS NOT NULL AS used
  FROM material AS m
  LEFT JOIN used AS u ON u.material_id = m.material_id
  LEFT JOIN used_template AS t ON t.template_id = m.template_id
  WHERE m.active AND NOT m.deleted AND m.kind IN ('goods', 'consumable')
    AND m.created_at < scan_time() - INTERVAL {{idle_days}} DAY
),
whole AS (
  SELECT count(*) AS materials, sum(CASE WHEN o.used THEN 1 ELSE 0 END) AS used FROM old AS o
)
SELECT o.material_id, o.name, CAST(o.created_at AS DATE) AS created, floor(100.0 * w.used / w.materials) AS share
FROM old AS o
CROSS JOIN whole AS w
WHERE NOT o.used AND w.used >= {{at_least}} AND w.used * 100 >= w.materials * {{share}}
