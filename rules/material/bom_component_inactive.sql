/*
severity = "high"
subject  = "bom_line"
cause    = "material"
effort   = "hours"
tags     = ["bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC09", "MC15"]

[en]
title   = "Bill of material with a component that is switched off"
message = "The bill of {product} asks for {component}, which is switched off and can no longer be bought or made."
fix     = "Put the replacement into every bill that uses the component, or switch the component on again until stock is used up."
[zh]
title   = "BOM 子件已停用"
message = "{product}的 BOM 用到{component}，该物料已停用，买不到也做不了。"
fix     = "在所有用到它的 BOM 中换成替代料；库存未用完的，先恢复启用。"
*/
SELECT
  l.bom_line_id,
  l.material_id,
  coalesce(c.name, c.code, l.material_id) AS component,
  p.product,
  b.bom_id
FROM bom_line AS l
INNER JOIN bom AS b ON b.bom_id = l.bom_id
INNER JOIN material AS c ON c.material_id = l.material_id
INNER JOIN bom_product AS p ON p.bom_id = b.bom_id
WHERE b.active AND NOT b.deleted AND NOT c.active AND NOT c.deleted
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
  -- The bill of a product that is itself switched off hurts nobody.
  AND p.in_use = 1
