/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["go-live", "bom", "companies"]
industries = ["manufacturing", "medical"]
confidence = "likely"
discriminator = ["company_id"]
checks   = ["MC11"]

[en]
title   = "Made in a company that has no bill of material for it"
message = "{name} is made in {company}, which has no bill of material in use for it: planning orders no components there."
fix     = "Enter or copy the bill for the company, or change how the item is obtained there."
[zh]
title   = "组织内自制件没有 BOM"
message = "{name}在“{company}”为自制件，但该组织没有启用的 BOM，MRP 不会展开子件需求。"
fix     = "为该组织新建或复制 BOM；若该组织实际是外购，请改采购类型。"
*/
-- optional: company, bom.company_id
WITH made AS (
  SELECT DISTINCT b.material_id, b.company_id FROM bom AS b WHERE b.active AND NOT b.deleted AND b.material_id IS NOT NULL
),
made_template AS (
  SELECT DISTINCT b.template_id, b.company_id
  FROM bom AS b
  WHERE b.active AND NOT b.deleted AND b.material_id IS NULL AND b.template_id IS NOT NULL
)
SELECT DISTINCT
  m.material_id,
  x.company_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  coalesce(c.name, c.code, x.company_id) AS company
FROM material_org AS x
INNER JOIN material AS m ON m.material_id = x.material_id
LEFT JOIN company AS c ON c.company_id = x.company_id
LEFT JOIN made AS b ON b.material_id = x.material_id AND (b.company_id IS NULL OR b.company_id = x.company_id)
LEFT JOIN made_template AS t ON t.template_id = m.template_id AND (t.company_id IS NULL OR t.company_id = x.company_id)
WHERE x.active AND x.procurement = 'make' AND m.active AND NOT m.deleted AND m.kind <> 'service'
  AND b.material_id IS NULL AND t.template_id IS NULL
  -- Where no bill exists at all the item itself is at fault: material.make_item_without_bom.
  AND (coalesce(m.procurement, '') <> 'make' OR EXISTS (SELECT 1 FROM made AS o WHERE o.material_id = x.material_id))
