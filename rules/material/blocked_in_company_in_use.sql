/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["companies", "stock"]
discriminator = ["company_id"]
checks   = ["MC15"]

[en]
title   = "Switched off in a company that still uses it"
message = "{name} is switched off for {company}, where it is still used ({places:word})."
fix     = "Switch it on there until the stock is used up or moved and the bills name the replacement; then switch it off."
[zh]
title   = "物料在组织内已停用，仍在使用"
message = "{name}在“{company}”已停用，但那里仍在使用（{places:word}）。"
fix     = "先在该组织恢复启用，处理完库存、把 BOM 换成替代料之后再停用。"
*/
-- optional: company.name, company.code
WITH used AS (
  SELECT p.material_id, p.company_id, string_agg(DISTINCT p.place, ', ' ORDER BY p.place) AS places
  FROM material_place AS p
  GROUP BY p.material_id, p.company_id
)
SELECT
  m.material_id,
  x.company_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  coalesce(c.name, c.code, x.company_id) AS company,
  u.places
FROM material_org AS x
INNER JOIN used AS u ON u.material_id = x.material_id AND u.company_id = x.company_id
INNER JOIN material AS m ON m.material_id = x.material_id
LEFT JOIN company AS c ON c.company_id = x.company_id
WHERE NOT x.active
