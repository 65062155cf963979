/*
severity = "high"
subject  = "uom_conversion"
effort   = "minutes"
tags     = ["go-live", "units"]
checks   = ["MC08"]

[en]
title   = "Unit conversion that cannot be right"
message = "One {from_uom} is said to be {factor} {to_uom} ({material:word}). A factor is never zero or negative, and a unit converts to itself by 1."
fix     = "Enter the true factor. Recompute stock and open documents that went through this conversion."
[zh]
title   = "单位换算率不可能成立"
message = "换算关系：1 {from_uom} = {factor} {to_uom}（{material:word}）。换算率不能为零或负数，同一单位之间只能是 1。"
fix     = "改成正确的换算率，并核对走过该换算的库存和未结单据。"
*/
WITH stocked AS (
  SELECT DISTINCT m.uom_id FROM material AS m WHERE m.active AND NOT m.deleted AND m.uom_id IS NOT NULL
)
SELECT
  c.conversion_id,
  coalesce(f.name, f.code, c.from_uom_id, '?') AS from_uom,
  coalesce(t.name, t.code, c.to_uom_id, '?') AS to_uom,
  c.factor,
  coalesce(m.name, m.code, c.material_id, 'all materials 所有物料') AS material,
  -- Products ship long lists of units; a slip in one that no material is kept in has hurt nobody yet.
  CASE WHEN c.material_id IS NULL AND x.uom_id IS NULL AND y.uom_id IS NULL THEN 'possible' ELSE 'certain' END
    AS confidence
FROM uom_conversion AS c
LEFT JOIN uom AS f ON f.uom_id = c.from_uom_id
LEFT JOIN uom AS t ON t.uom_id = c.to_uom_id
LEFT JOIN material AS m ON m.material_id = c.material_id
LEFT JOIN stocked AS x ON x.uom_id = c.from_uom_id
LEFT JOIN stocked AS y ON y.uom_id = c.to_uom_id
WHERE c.factor <= 0 OR (c.from_uom_id = c.to_uom_id AND c.factor <> 1)
