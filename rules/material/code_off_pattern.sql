/*
severity = "low"
subject  = "material"
effort   = "hours"
tags     = ["codes", "relative"]
params   = { share = 95, at_least = 20 }
confidence = "possible"
checks   = ["MC04"]

[en]
title   = "Code built unlike the others of its category"
message = "Code {code} reads {shape}; {share} % of the {materials} codes in category {category} read {usual}."
fix     = "Check the material: wrong category, a typing mistake, or an old code. Recode it or move it; if the usual pattern is the rule, save it as a code rule."
[zh]
title   = "编码格式与同类物料不一致"
message = "编码 {code} 的格式是 {shape}；分类「{category}」的 {materials} 个编码中 {share}% 是 {usual}。"
fix     = "核实该物料是分类挂错、录入有误还是历史老码，相应重编或改分类；若多数格式就是规矩，请存成编码规则。"
*/
WITH live AS (
  SELECT m.material_id, m.code, m.category_id, n.code_shape
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE m.active AND NOT m.deleted AND m.category_id IS NOT NULL AND n.code_shape <> ''
),
counted AS (
  SELECT l.category_id, l.code_shape, count(*) AS members
  FROM live AS l
  GROUP BY l.category_id, l.code_shape
),
ranked AS (
  SELECT
    c.category_id,
    c.code_shape,
    c.members,
    sum(c.members) OVER (PARTITION BY c.category_id) AS materials,
    row_number() OVER (PARTITION BY c.category_id ORDER BY c.members DESC, c.code_shape) AS position
  FROM counted AS c
)
SELECT
  l.material_id,
  l.code,
  l.code_shape AS shape,
  r.code_shape AS usual,
  r.materials,
  floor(100.0 * r.members / r.materials) AS share,
  coalesce(g.name, l.category_id) AS category
FROM live AS l
INNER JOIN ranked AS r ON r.category_id = l.category_id AND r.position = 1
LEFT JOIN material_category AS g ON g.category_id = l.category_id
WHERE l.code_shape <> r.code_shape
  AND r.materials >= {{at_least}}
  AND r.members * 100 >= r.materials * {{share}}
  -- A running number that has outgrown its digits (A999, then A1000) is no mistake.
  AND NOT (
    length(l.code_shape) > length(r.code_shape)
    AND regexp_replace(l.code_shape, '9+$', '9') = regexp_replace(r.code_shape, '9+$', '9')
  )
