/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "companies", "relative"]
params   = { share = 80, at_least = 5 }
confidence = "likely"
discriminator = ["company_id"]

[en]
title   = "Material used in a company it was never extended to"
message = "{name} is used in {company} ({places:word}), but not extended to it, as {share} % of the materials in use there are."
fix     = "Extend (assign) the material to the company with its lot, planning and costing settings, or move stock and bills to the material that is."
[zh]
title   = "物料未分配到使用它的组织"
message = "{name}已在“{company}”使用（{places:word}），却没有分配到该组织；该组织在用物料有 {share}% 已分配。"
fix     = "把物料分配到该组织，并维护批次、计划、成本等组织级参数；若该组织有对应物料，把库存和 BOM 改到对应物料上。"
*/
-- optional: company, company.name, company.code
WITH used AS (
  SELECT p.material_id, p.company_id, string_agg(DISTINCT p.place, ', ' ORDER BY p.place) AS places
  FROM material_place AS p
  GROUP BY p.material_id, p.company_id
),
extended AS (
  SELECT DISTINCT x.material_id FROM material_org AS x
),
judged AS (
  -- A company's own materials need no extension. Those of another one are judged where they are extended to anybody at all:
  -- elsewhere the product shares them some other way.
  SELECT
    u.material_id,
    u.company_id,
    u.places,
    x.material_id IS NOT NULL OR m.company_id = u.company_id OR (m.company_id IS NOT NULL AND e.material_id IS NULL) AS there
  FROM used AS u
  INNER JOIN material AS m ON m.material_id = u.material_id
  LEFT JOIN extended AS e ON e.material_id = u.material_id
  LEFT JOIN material_org AS x ON x.material_id = u.material_id AND x.company_id = u.company_id
),
counted AS (
  SELECT j.company_id, count(*) AS materials, sum(CASE WHEN j.there THEN 1 ELSE 0 END) AS extended
  FROM judged AS j
  GROUP BY j.company_id
)
SELECT
  m.material_id,
  j.company_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  coalesce(c.name, c.code, j.company_id) AS company,
  j.places,
  floor(100.0 * n.extended / n.materials) AS share
FROM judged AS j
INNER JOIN material AS m ON m.material_id = j.material_id
INNER JOIN counted AS n ON n.company_id = j.company_id
LEFT JOIN company AS c ON c.company_id = j.company_id
WHERE NOT coalesce(j.there, FALSE) AND n.extended >= {{at_least}} AND n.extended * 100 >= n.materials * {{share}}
