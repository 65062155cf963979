/*
severity = "high"
subject  = "material"
reach    = "materials"
effort   = "days"
tags     = ["go-live", "codes"]
checks   = ["MC01"]

[en]
title   = "Same material code used twice"
message = "{materials} materials share one code once spaces, case and full-width characters are set aside: {codes}."
fix     = "Keep the code that documents and stock hang on, give the other material a new one or merge it, and switch the old record off. Move open documents and stock first."
[zh]
title   = "物料编码重复"
message = "忽略空格、大小写和全半角后，{materials} 个物料是同一个编码：{codes}。"
fix     = "保留单据和库存挂得最多的那个；另一个重新编码或合并过去，原记录停用。动手前先处理完未结单据和库存。"
*/
WITH repeated AS (
  -- Nearly every code is there once: those are put aside before anything is counted or sorted.
  SELECT n.code_folded
  FROM material_normalised AS n
  GROUP BY n.code_folded
  HAVING count(*) > 1
),
placed AS (
  -- A code of one company meets the codes of that company and the codes that all companies share.
  SELECT
    m.material_id,
    m.code,
    m.name,
    m.template_id,
    m.company_id,
    n.code_folded,
    count(*) OVER (PARTITION BY n.code_folded, m.company_id) AS in_company,
    count(*) OVER (PARTITION BY n.code_folded) AS anywhere,
    sum(CASE WHEN m.company_id IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY n.code_folded) AS shared
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  INNER JOIN repeated AS r ON r.code_folded = n.code_folded
  WHERE m.active AND NOT m.deleted AND n.code_folded <> ''
),
clash AS (
  SELECT
    p.material_id,
    p.code,
    p.name,
    p.template_id,
    p.code_folded,
    CASE WHEN p.shared > 0 THEN '' ELSE p.company_id END AS place,
    row_number() OVER (
      PARTITION BY p.code_folded, CASE WHEN p.shared > 0 THEN '' ELSE p.company_id END ORDER BY p.material_id
    ) AS position
  FROM placed AS p
  WHERE p.in_company > 1 OR (p.shared > 0 AND p.anywhere > 1)
)
SELECT
  min(c.material_id) AS material_id,
  c.code_folded AS code,
  count(*) AS materials,
  count(*) AS reach,
  CASE WHEN count(DISTINCT c.code) = 1 THEN 'certain' ELSE 'likely' END AS confidence,
  string_agg(CASE WHEN c.position <= 10 THEN '"' || c.code || '" ' || coalesce(c.name, c.material_id) END, ', ' ORDER BY c.material_id)
    AS codes,
  string_agg(CASE WHEN c.position <= 10 THEN c.material_id END, ', ' ORDER BY c.material_id) AS material_ids
FROM clash AS c
GROUP BY c.code_folded, c.place
-- Variants of one product may carry the product's code by design.
HAVING count(c.template_id) < count(*) OR count(DISTINCT c.template_id) > 1
