/*
severity = "high"
subject  = "material"
reach    = "materials"
effort   = "days"
tags     = ["go-live", "codes"]
confidence = "likely"
checks   = ["MC02"]

[en]
title   = "One thing, several codes"
message = "{materials} materials are the same by name, specification, model and brand: {codes}."
fix     = "Compare drawings and stock, keep the code that is used most, move stock and open documents to it, switch the others off and keep the list of old and new codes. Nothing is merged by itself."
[zh]
title   = "一物多码"
message = "{materials} 个物料的名称、规格、型号、品牌归一后完全相同：{codes}。"
fix     = "核对图纸和实物后选用得最多的编码为主码，把库存和未结单据转过去，其余停用，并保留新旧编码对照表。系统不会自动合并。"
*/
WITH live AS (
  SELECT
    m.material_id,
    m.code,
    m.name,
    m.specification,
    m.template_id,
    coalesce(m.company_id, '') AS company,
    m.kind,
    n.code_folded,
    n.name_folded,
    coalesce(n.specification_folded, '') AS specification_folded,
    coalesce(n.model_folded, '') AS model_folded,
    coalesce(n.brand_folded, '') AS brand_folded,
    coalesce(n.variant_folded, '') AS variant_folded
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE m.active AND NOT m.deleted AND n.name_folded <> ''
),
numbered AS (
  SELECT
    l.*,
    row_number() OVER (
      PARTITION BY l.company, l.kind, l.name_folded, l.specification_folded, l.model_folded, l.brand_folded, l.variant_folded
      ORDER BY l.material_id
    ) AS position
  FROM live AS l
)
SELECT
  min(l.material_id) AS material_id,
  count(*) AS materials,
  count(*) AS reach,
  -- A name alone may stand for two things whose sizes nobody wrote down.
  CASE WHEN l.specification_folded = '' AND l.model_folded = '' AND l.variant_folded = '' THEN 'possible' ELSE 'likely' END
    AS confidence,
  string_agg(
    CASE WHEN l.position <= 10 THEN
      coalesce(l.code, l.material_id) || ' (' || l.name
      || CASE WHEN l.specification_folded <> '' THEN ' ' || l.specification ELSE '' END || ')' END,
    ', ' ORDER BY l.material_id
  ) AS codes,
  string_agg(CASE WHEN l.position <= 10 THEN l.material_id END, ', ' ORDER BY l.material_id) AS material_ids
FROM numbered AS l
GROUP BY
  l.company, l.kind, l.name_folded, l.specification_folded, l.model_folded, l.brand_folded, l.variant_folded
HAVING count(*) > 1
  -- One code in full is the duplicate code's finding, not this one.
  AND (count(DISTINCT l.code_folded) > 1 OR count(l.code_folded) < count(*))
  -- Variants of one product share its name by design.
  AND (count(l.template_id) < count(*) OR count(DISTINCT l.template_id) > 1)
