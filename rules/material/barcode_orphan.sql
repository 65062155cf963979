/*
severity = "medium"
subject  = "barcode"
effort   = "minutes"
tags     = ["barcodes"]
checks   = ["MC12"]

[en]
title   = "Barcode of a material that does not exist"
message = "Barcode {code} points at material {material}, which does not exist any more."
fix     = "Delete the barcode, or attach it to the material that took over. As long as it stands the number cannot be given again."
[zh]
title   = "条码对应的物料已不存在"
message = "条码 {code} 指向的物料 {material} 已不存在。"
fix     = "删除该条码，或改挂到接替的物料；不处理的话这个号码不能再分配。"
*/
SELECT
  b.barcode_id,
  coalesce(b.code, b.barcode_id) AS code,
  coalesce(m.name, b.material_id) AS material,
  b.material_id
FROM barcode AS b
LEFT JOIN material AS m ON m.material_id = b.material_id
WHERE NOT b.deleted AND b.material_id IS NOT NULL AND (m.material_id IS NULL OR m.deleted)
