/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
discriminator = ["attribute"]
checks   = ["MC13"]

[en]
title   = "Material without what its category always has"
message = "{name} has no {attribute:word}, while {share} % of category {category} have it."
fix     = "Set it, after looking at the stock that is there: lots cannot be told apart afterwards. Better still, set it in the category so that new materials inherit it."
[zh]
title   = "物料缺少本类必备属性"
message = "{name}没有启用{attribute:word}，而「{category}」类 {share}% 的物料都有。"
fix     = "先看在库数量再启用（批次事后补不出来）；最好设在分类上，新物料自动继承。"
*/
-- optional: material.inspected, material.lot_tracked, material.shelf_life_days
WITH live AS (
  SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name, m.category_id, m.lot_tracked, m.inspected,
    m.shelf_life_days
  FROM material AS m
  WHERE m.active AND NOT m.deleted AND m.category_id IS NOT NULL AND m.kind = 'goods'
),
said AS (
  SELECT l.material_id, l.name, l.category_id, 'lot control 批次管理' AS attribute, l.lot_tracked AS has FROM live AS l
  UNION ALL
  SELECT l.material_id, l.name, l.category_id, 'inspection 检验', l.inspected FROM live AS l
  UNION ALL
  SELECT l.material_id, l.name, l.category_id, 'shelf life 保质期', coalesce(l.shelf_life_days > 0, FALSE) FROM live AS l
),
counted AS (
  SELECT s.category_id, s.attribute, count(*) AS materials, sum(CASE WHEN s.has THEN 1 ELSE 0 END) AS having_it
  FROM said AS s
  WHERE s.has IS NOT NULL
  GROUP BY s.category_id, s.attribute
)
SELECT
  s.material_id,
  s.name,
  s.attribute,
  coalesce(g.name, g.code, s.category_id) AS category,
  floor(100.0 * c.having_it / c.materials) AS share
FROM said AS s
INNER JOIN counted AS c ON c.category_id = s.category_id AND c.attribute = s.attribute
LEFT JOIN material_category AS g ON g.category_id = s.category_id
WHERE NOT s.has AND c.having_it >= {{at_least}} AND c.having_it * 100 >= c.materials * {{share}}
