/*
severity = "high"
subject  = "material"
reach    = "lines"
effort   = "hours"
tags     = ["go-live"]
checks   = ["MC15"]

[en]
title   = "Switched off, but still on open documents"
message = "{name} is switched off or deleted, and {reach:open line still asks|open lines still ask} for it ({documents:word}): neither to be delivered nor to be closed."
fix     = "Finish or cancel the lines first, then switch the material off. If it is needed, switch it on again."
[zh]
title   = "物料已停用，仍有未结单据"
message = "{name}已停用或删除，仍有 {reach} 行未结单据（{documents:word}）：既收发不了，也关不掉。"
fix     = "先把单据执行完或关闭，再停用物料；确实还要用的，恢复启用。"
*/
WITH open AS (
  SELECT
    u.material_id,
    CASE u.kind
      WHEN 'purchase' THEN 'purchase 采购'
      WHEN 'sale' THEN 'sales 销售'
      WHEN 'production' THEN 'production 生产'
      WHEN 'movement' THEN 'movements 出入库'
      WHEN 'request' THEN 'requests 请购'
      ELSE 'other documents 其他单据'
    END AS kind,
    sum(u.open_lines) AS lines
  FROM material_use AS u
  WHERE u.open_lines > 0
  GROUP BY u.material_id, u.kind
)
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  sum(o.lines) AS reach,
  string_agg(o.kind || ': ' || o.lines, ', ' ORDER BY o.kind) AS documents
FROM material AS m
INNER JOIN open AS o ON o.material_id = m.material_id
WHERE m.deleted OR NOT m.active
GROUP BY m.material_id, coalesce(m.name, m.code, m.material_id)
