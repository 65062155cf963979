/*
severity = "low"
subject  = "material"
effort   = "minutes"
tags     = ["relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
checks   = ["MC05"]

[en]
title   = "Material in a category that is divided further"
message = "{name} lies in {category}, which has categories of its own below it; {share} % of the materials lie in the lowest ones."
fix     = "Move it to the category below that fits. Accounts, attributes and codes that are set there do not reach it where it is."
[zh]
title   = "物料挂在非末级分类上"
message = "{name}挂在「{category}」上，该分类下面还有子分类；{share}% 的物料都挂在末级。"
fix     = "移到合适的末级分类；科目、属性、编码规则都设在末级，挂在上级就取不到。"
*/
WITH parent AS (
  SELECT DISTINCT c.parent_id AS category_id
  FROM material_category AS c
  WHERE c.active AND NOT c.deleted AND c.parent_id IS NOT NULL AND c.parent_id <> c.category_id
),
placed AS (
  SELECT
    m.material_id,
    coalesce(m.name, m.code, m.material_id) AS name,
    coalesce(g.name, g.code, g.category_id) AS category,
    p.category_id IS NOT NULL AS inner_node
  FROM material AS m
  INNER JOIN material_category AS g ON g.category_id = m.category_id
  LEFT JOIN parent AS p ON p.category_id = m.category_id
  WHERE m.active AND NOT m.deleted
),
whole AS (
  SELECT count(*) AS materials, sum(CASE WHEN p.inner_node THEN 0 ELSE 1 END) AS leaves FROM placed AS p
)
SELECT p.material_id, p.name, p.category, floor(100.0 * w.leaves / w.materials) AS share
FROM placed AS p
CROSS JOIN whole AS w
WHERE p.inner_node AND w.leaves >= {{at_least}} AND w.leaves * 100 >= w.materials * {{share}}
