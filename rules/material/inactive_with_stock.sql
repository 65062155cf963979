/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["stock"]
checks   = ["MC15"]

[en]
title   = "Switched off, but still in stock"
message = "{name} is switched off or deleted, and {quantity} are still in stock ({places})."
fix     = "Switch it on again until the stock is used up, moved to the replacement or written off; then switch it off."
[zh]
title   = "物料已停用，仍有库存"
message = "{name}已停用或删除，但仍有库存 {quantity}（{places}）。"
fix     = "先恢复启用，把库存用完、转到替代料或做报废，再停用。"
*/
WITH places AS (
  SELECT s.material_id, coalesce(s.warehouse, '?') AS warehouse, sum(s.quantity) AS quantity
  FROM stock AS s
  WHERE s.quantity > 0
  GROUP BY s.material_id, coalesce(s.warehouse, '?')
),
held AS (
  SELECT
    p.material_id,
    sum(p.quantity) AS quantity,
    string_agg(p.warehouse, ', ' ORDER BY p.warehouse) AS places
  FROM places AS p
  GROUP BY p.material_id
)
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  CAST(h.quantity AS DOUBLE) AS quantity,
  h.places
FROM held AS h
INNER JOIN material AS m ON m.material_id = h.material_id
WHERE NOT m.active OR m.deleted
