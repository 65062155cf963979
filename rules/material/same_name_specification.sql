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
    m.template_id,
    n.code_folded,
    concat_ws(
      chr(31), coalesce(m.company_id, ''), m.kind, n.name_folded, coalesce(n.specification_folded, ''),
      coalesce(n.model_folded, ''), coalesce(n.brand_folded, ''), coalesce(n.variant_folded, '')
    ) AS thing,
    -- A name alone may stand for two things whose sizes nobody wrote down.
    coalesce(n.specification_folded, '') || coalesce(n.model_folded, '') || coalesce(n.variant_folded, '') <> '' AS described
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE m.active AND NOT m.deleted AND n.name_folded <> ''
    -- Two cars of one make are two assets, and services of one name may be two suppliers'.
    AND m.kind IN ('goods', 'consumable', 'other')
),
-- Few things are there twice: only those are numbered and shown.
twice AS (
  SELECT l.thing
  FROM live AS l
  GROUP BY l.thing
  HAVING count(*) > 1
    -- One code in full is the duplicate code's finding, not this one.
    AND (count(DISTINCT l.code_folded) > 1 OR count(l.code_folded) < count(*))
    -- Variants of one product share its name by design.
    AND (count(l.template_id) < count(*) OR count(DISTINCT l.template_id) > 1)
),
numbered AS (
  SELECT
    l.material_id,
    l.thing,
    l.described,
    coalesce(m.code, m.material_id) || ' (' || m.name
      || CASE WHEN trim(m.specification) <> '' THEN ' ' || m.specification ELSE '' END || ')' AS shown,
    row_number() OVER (PARTITION BY l.thing ORDER BY l.material_id) AS position
  FROM live AS l
  INNER JOIN twice AS t ON t.thing = l.thing
  INNER JOIN material AS m ON m.material_id = l.material_id
)
SELECT
  min(n.material_id) AS material_id,
  count(*) AS materials,
  count(*) AS reach,
  CASE WHEN n.described THEN 'likely' ELSE 'possible' END AS confidence,
  string_agg(CASE WHEN n.position <= 10 THEN n.shown END, ', ' ORDER BY n.material_id) AS codes,
  string_agg(CASE WHEN n.position <= 10 THEN n.material_id END, ', ' ORDER BY n.material_id) AS material_ids
FROM numbered AS n
GROUP BY n.thing, n.described
