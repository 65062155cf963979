/*
severity = "low"
subject  = "material"
effort   = "hours"
tags     = ["purchasing", "relative"]
params   = { share = 80, at_least = 10 }
confidence = "possible"
checks   = ["MC11"]

[en]
title   = "Bought, but without a supplier"
message = "{name} is bought and no supplier is on record, while {share} % of the bought materials have one."
fix     = "Enter the supplier, its price and lead time, so that planning can propose an order."
[zh]
title   = "采购件没有供应商"
message = "{name}是采购件，却没有供应商资料，而 {share}% 的采购件都有。"
fix     = "补录供应商、价格和交期，计划才能给出采购建议。"
*/
WITH offered AS (
  SELECT DISTINCT s.material_id FROM supplier_material AS s WHERE s.material_id IS NOT NULL
),
bought AS (
  SELECT
    m.material_id,
    coalesce(m.name, m.code, m.material_id) AS name,
    o.material_id AS offered,
    count(*) OVER (PARTITION BY m.company_id) AS materials,
    count(o.material_id) OVER (PARTITION BY m.company_id) AS supplied
  FROM material AS m
  LEFT JOIN offered AS o ON o.material_id = m.material_id
  WHERE m.active AND NOT m.deleted AND m.procurement = 'buy' AND m.kind IN ('goods', 'consumable')
)
SELECT b.material_id, b.name, floor(100.0 * b.supplied / b.materials) AS share, b.supplied, b.materials
FROM bought AS b
WHERE b.offered IS NULL AND b.supplied >= {{at_least}} AND b.supplied * 100 >= b.materials * {{share}}
