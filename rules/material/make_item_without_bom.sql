/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["go-live", "bom"]
industries = ["manufacturing", "medical"]
confidence = "likely"
checks   = ["MC11"]

[en]
title   = "Made in house, but without a bill of material"
message = "{name} is made in house and has no bill of material in use: planning orders no components."
fix     = "Enter or release the bill, or change the item to bought."
[zh]
title   = "自制件没有 BOM"
message = "{name}是自制件，但没有启用的 BOM，MRP 不会展开子件需求。"
fix     = "补建或发布 BOM；若实际是外购，请改为采购件。"
*/
WITH made AS (
  SELECT DISTINCT b.material_id FROM bom AS b WHERE b.active AND NOT b.deleted AND b.material_id IS NOT NULL
),
made_template AS (
  SELECT DISTINCT b.template_id FROM bom AS b
  WHERE b.active AND NOT b.deleted AND b.material_id IS NULL AND b.template_id IS NOT NULL
)
SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name
FROM material AS m
LEFT JOIN made AS x ON x.material_id = m.material_id
LEFT JOIN made_template AS y ON y.template_id = m.template_id
WHERE m.active AND NOT m.deleted AND m.procurement = 'make' AND m.kind <> 'service'
  AND x.material_id IS NULL AND y.template_id IS NULL
