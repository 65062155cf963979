/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live"]

[en]
title   = "Material in a category that does not exist"
message = "{name} belongs to category {category}, which does not exist any more."
fix     = "Put the material into a living category. Valuation accounts, tax and planning settings often come from the category."
[zh]
title   = "物料所属分类已不存在"
message = "{name}所属的分类 {category} 已不存在。"
fix     = "把物料改挂到有效分类。存货科目、税率和计划参数往往取自分类。"
*/
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  m.category_id,
  coalesce(c.name, m.category_id) AS category
FROM material AS m
LEFT JOIN material_category AS c ON c.category_id = m.category_id
WHERE NOT m.deleted AND m.active AND m.category_id IS NOT NULL
  AND (c.category_id IS NULL OR c.deleted)
