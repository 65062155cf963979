/*
severity = "medium"
subject  = "system_material"
reach    = "materials"
effort   = "minutes"
tags     = ["codes", "group"]
checks   = ["MC03"]

[en]
title   = "Switched off in one system, in use in another"
message = "Code {code} is in use in {used_in} and switched off in {off_in}: documents from one are refused by the other."
fix     = "Decide once. Switch it off everywhere when it is obsolete, stock and open documents looked at first; otherwise switch it on again in {off_in}."
[zh]
title   = "物料在一套系统停用，另一套仍在用"
message = "编码 {code} 在 {used_in} 仍在使用，在 {off_in} 已停用：单据传过去会被拒。"
fix     = "统一口径：确已淘汰的，先清库存和未结单据，各系统一起停用；否则在 {off_in} 重新启用。"
*/
SELECT
  min(s.system) AS system,
  arg_min(s.material_id, s.system) AS material_id,
  min(s.written) AS code,
  string_agg(CASE WHEN s.live THEN s.system END, ', ' ORDER BY s.system) AS used_in,
  string_agg(CASE WHEN NOT s.live THEN s.system END, ', ' ORDER BY s.system) AS off_in,
  sum(s.materials) AS reach
FROM shared_code AS s
GROUP BY s.code_key
HAVING bool_or(s.live) AND NOT bool_and(s.live)
