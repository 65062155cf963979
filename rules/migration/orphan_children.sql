/*
severity = "high"
subject  = "orphan_count"
reach    = "rows"
effort   = "hours"
tags     = ["go-live", "orphan"]
checks   = ["DM08", "DM10"]

[en]
title   = "Rows without the row they belong to"
message = "{orphans} of {rows} rows of {child} name a row of {parent} that does not exist (such as {example})."
fix     = "Find out which side was lost: load the missing {parent} again, or export the orphans and delete them. Load parents before children next time, with foreign keys where the product has them, and run this check again."
[zh]
title   = "存在找不到主表的孤儿记录"
message = "{child} 的 {rows} 行里有 {orphans} 行对应的 {parent} 不存在（如 {example}）。"
fix     = "先弄清是哪边丢了：补导缺失的 {parent}，或导出后删除孤儿行。以后按先主后子的顺序导入（有外键的保持启用），导入后再跑一次本检查。"
*/
-- optional: orphan_count.leftover
SELECT
  o.child,
  o.parent,
  o.orphans,
  o.orphans AS reach,
  coalesce(CAST(o.rows AS VARCHAR), '?') AS rows,
  coalesce(o.example, '-') AS example
FROM orphan_count AS o
WHERE o.orphans > 0
  -- Those are migration.designer_leftovers'.
  AND NOT coalesce(o.leftover, FALSE)
