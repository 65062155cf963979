/*
severity = "low"
subject  = "material"
cause    = "material_category"
effort   = "minutes"

[en]
title   = "Material in a category that is switched off"
message = "{name} is in use, but its category {category} is switched off."
fix     = "Move the category's materials to the category that replaced it, or switch it on again."
[zh]
title   = "物料所属分类已停用"
message = "{name}仍在使用，但所属分类「{category}」已停用。"
fix     = "把该分类下的物料改挂到接替它的分类，或重新启用该分类。"
*/
SELECT
  m.material_id,
  c.category_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  coalesce(c.name, c.code, c.category_id) AS category
FROM material AS m
INNER JOIN material_category AS c ON c.category_id = m.category_id
WHERE m.active AND NOT m.deleted AND NOT c.active AND NOT c.deleted
