/*
severity = "critical"
subject  = "bom_line"
cause    = "bom"
effort   = "minutes"
tags     = ["go-live", "bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC09"]

[en]
title   = "Bill of material with a component that does not exist"
message = "The bill of {product} asks for component {component}, which does not exist: planning cannot order it and the order cannot be picked."
fix     = "Replace the line by the component that took over, or take the bill out of use until engineering has decided."
[zh]
title   = "BOM 子件已不存在"
message = "{product}的 BOM 用到子件 {component}，但该物料已不存在：MRP 算不出需求，工单也领不到料。"
fix     = "换成接替的子件；工艺未定之前先把该 BOM 停用。"
*/
SELECT
  l.bom_line_id,
  l.bom_id,
  coalesce(c.name, l.material_id) AS component,
  p.product,
  l.quantity
FROM bom_line AS l
INNER JOIN bom AS b ON b.bom_id = l.bom_id
LEFT JOIN material AS c ON c.material_id = l.material_id
INNER JOIN bom_product AS p ON p.bom_id = b.bom_id
WHERE b.active AND NOT b.deleted AND l.material_id IS NOT NULL AND (c.material_id IS NULL OR c.deleted)
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
