/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["codes"]
confidence = "likely"
checks   = ["MC03"]

[en]
title   = "Code given again after the material was deleted"
message = "Code {code} is now {name}; deleted before under the same code: {before}. Old documents and reports show the new thing."
fix     = "Give the new material a code of its own as long as little hangs on it, and forbid deleted codes on entry."
[zh]
title   = "已删除的编码被重新启用（一码多物）"
message = "编码 {code} 现在是{name}，以前同码的{before}已删除；老单据和报表上显示的成了新物料。"
fix     = "趁引用还少，给新物料另编号；录入时禁止使用已删除的编码。"
*/
SELECT
  m.material_id,
  m.code,
  m.name,
  string_agg(DISTINCT o.name, ', ' ORDER BY o.name) AS before
FROM material AS m
INNER JOIN material_normalised AS n ON n.material_id = m.material_id
INNER JOIN material_normalised AS p
  ON p.code_folded = n.code_folded AND p.material_id <> m.material_id AND p.name_folded <> n.name_folded
INNER JOIN material AS o ON o.material_id = p.material_id AND o.deleted
WHERE NOT m.deleted
  AND m.active
  AND n.code_folded <> ''
  AND n.name_folded <> ''
  AND p.name_folded <> ''
  AND coalesce(m.company_id, '') = coalesce(o.company_id, '')
GROUP BY m.material_id, m.code, m.name
