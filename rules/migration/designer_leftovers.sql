/*
severity = "info"
subject  = "orphan_count"
reach    = "rows"
effort   = "minutes"
tags     = ["tidy"]

[en]
title   = "A designer left parts of deleted forms or reports behind"
message = "{orphans} of {rows} rows of {child} belong to a row of {parent} that is gone (such as {example}). Nothing opens them any more."
fix     = "Nothing breaks while they stay. Back up the table, see that the key is used nowhere else, and delete the rows."
[zh]
title   = "设计器残留：表单或报表已删，明细还在"
message = "{child} 的 {rows} 行里有 {orphans} 行所属的 {parent} 已不存在（如 {example}），系统不会再用到。"
fix     = "留着不影响使用。要清理的话，先备份该表，确认这些主键在别处没有引用，再删除。"
*/
SELECT
  o.child,
  o.parent,
  o.orphans,
  o.orphans AS reach,
  coalesce(CAST(o.rows AS VARCHAR), '?') AS rows,
  coalesce(o.example, '-') AS example
FROM orphan_count AS o
WHERE o.orphans > 0 AND o.leftover
