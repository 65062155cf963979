/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["companies", "lots"]
industries = ["manufacturing", "medical", "trade", "retail"]
discriminator = ["attribute"]
checks   = ["CF07"]

[en]
title   = "Companies keep one material under different rules"
message = "{name}: {attribute:word} is not the same in every company ({said:word})."
fix     = "Settle on one rule, the stricter one if in doubt, and set it in every company before goods move between them: a lot that passes a company without lots cannot be traced or recalled."
[zh]
title   = "同一物料在各组织的管控参数不一致"
message = "{name}：{attribute:word}在各组织设置不一致（{said:word}）。"
fix     = "统一口径（拿不准就从严），在组织间调拨之前逐个组织改好：批次物料经过不管批次的组织之后，无法追溯和召回。"
*/
-- optional: company, material_org.lot_tracked, material_org.inspected, material_org.shelf_life_days
-- optional: material.lot_tracked, material.inspected, material.shelf_life_days
WITH seen AS (
  SELECT x.material_id, x.company_id, x.lot_tracked, x.inspected, x.shelf_life_days
  FROM material_org AS x
  WHERE x.active
  UNION ALL
  -- The company that owns the material has no view of its own: the master is it.
  SELECT m.material_id, m.company_id, m.lot_tracked, m.inspected, m.shelf_life_days
  FROM material AS m
  LEFT JOIN material_org AS x ON x.material_id = m.material_id AND x.company_id = m.company_id
  WHERE m.company_id IS NOT NULL AND x.material_id IS NULL
),
said AS (
  SELECT s.material_id, s.company_id, 'lot control 批次管理' AS attribute,
    CASE s.lot_tracked WHEN TRUE THEN 'yes 是' WHEN FALSE THEN 'no 否' END AS answer
  FROM seen AS s
  UNION ALL
  SELECT s.material_id, s.company_id, 'inspection 检验', CASE s.inspected WHEN TRUE THEN 'yes 是' WHEN FALSE THEN 'no 否' END
  FROM seen AS s
  UNION ALL
  SELECT s.material_id, s.company_id, 'shelf life 保质期',
    CAST(s.shelf_life_days AS VARCHAR) || ' days ' || CAST(s.shelf_life_days AS VARCHAR) || '天'
  FROM seen AS s
)
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  a.attribute,
  string_agg(a.answer || ': ' || coalesce(c.name, c.code, a.company_id), ', ' ORDER BY a.company_id) AS said
FROM said AS a
INNER JOIN material AS m ON m.material_id = a.material_id
LEFT JOIN company AS c ON c.company_id = a.company_id
WHERE m.active AND NOT m.deleted AND a.answer IS NOT NULL
GROUP BY m.material_id, coalesce(m.name, m.code, m.material_id), a.attribute
HAVING count(DISTINCT a.answer) > 1
