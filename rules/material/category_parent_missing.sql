/*
severity = "medium"
subject  = "material_category"
effort   = "minutes"
tags     = ["go-live"]

[en]
title   = "Category below a category that does not exist"
message = "Category {name} lies below {parent}, which does not exist any more: reports and settings that follow the tree miss it."
fix     = "Give the category a living parent, or make it a root."
[zh]
title   = "物料分类的上级已不存在"
message = "分类「{name}」的上级 {parent} 已不存在，按分类树汇总的报表和继承的设置都会漏掉它。"
fix     = "重新指定有效的上级分类，或改为一级分类。"
*/
SELECT
  c.category_id,
  coalesce(c.name, c.code, c.category_id) AS name,
  coalesce(p.name, c.parent_id) AS parent
FROM material_category AS c
LEFT JOIN material_category AS p ON p.category_id = c.parent_id
WHERE NOT c.deleted AND c.parent_id IS NOT NULL AND (p.category_id IS NULL OR p.deleted)
