/*
severity = "high"
subject  = "system_code_map"
effort   = "minutes"
tags     = ["codes"]
params   = { not_migrated = ["-", "/", "N/A", "NA", "不迁移", "不迁", "停用", "作废"] }
checks   = ["MC03"]

[en]
title   = "Code map that leads to a code nobody has"
message = "The map turns {source_code} of {source_system} into {target_code}, which {target_system} does not have: everything booked on it is refused there."
fix     = "Correct the line, or create the material in {target_system} first."
[zh]
title   = "编码对照指向不存在的编码"
message = "对照表把 {source_system} 的 {source_code} 对到 {target_code}，但 {target_system} 里没有这个编码，传过去的单据都会被拒。"
fix     = "更正这一行对照，或先在 {target_system} 建好该物料。"
*/
SELECT c.system, c.entity, c.source_code, c.target_code, c.source_system, c.target_system
FROM system_code_map AS c
LEFT JOIN system_material AS m
  ON m.system = c.target_system AND upper(trim(m.code)) = upper(trim(c.target_code)) AND NOT coalesce(m.deleted, FALSE)
WHERE c.entity = 'material'
  AND c.source_system IS NOT NULL
  AND c.target_system IS NOT NULL
  AND trim(c.target_code) <> ''
  AND upper(trim(c.target_code)) NOT IN {{not_migrated}}
  AND m.material_id IS NULL
