/*
severity = "medium"
subject  = "bom"
cause    = "material"
effort   = "minutes"
tags     = ["bom"]
industries = ["manufacturing", "medical"]
confidence = "certain"
checks   = ["MC09"]

[en]
title   = "Bill of material of a product that is gone"
message = "Bill {bom} is in use and makes {product}, which {what:word}."
fix     = "Switch the bill off with the product; if the product is still made, switch it on again or put the bill under its successor."
[zh]
title   = "BOM 的母件已停用或不存在"
message = "BOM {bom} 仍在用，但母件 {product} {what:word}。"
fix     = "产品停产的，BOM 一并停用；仍在生产的，恢复母件或把 BOM 挂到替代产品上。"
*/
SELECT
  b.bom_id,
  b.material_id,
  coalesce(b.code, b.bom_id) AS bom,
  coalesce(m.name, m.code, b.material_id) AS product,
  CASE
    WHEN m.material_id IS NULL THEN 'does not exist 不存在'
    WHEN m.deleted THEN 'is deleted 已删除'
    ELSE 'is switched off 已停用'
  END AS what
FROM bom AS b
LEFT JOIN material AS m ON m.material_id = b.material_id
WHERE b.active AND NOT b.deleted AND b.material_id IS NOT NULL
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
  AND (m.material_id IS NULL OR m.deleted OR NOT m.active)
