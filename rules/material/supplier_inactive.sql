/*
severity = "medium"
subject  = "supplier_material"
effort   = "minutes"
tags     = ["purchasing"]
checks   = ["MC11"]

[en]
title   = "Material offered by a supplier that is switched off"
message = "{name} is to be bought from {supplier}, who is switched off: the order that planning proposes cannot be placed."
fix     = "Enter the supplier who took over and end this row, or switch the supplier on again."
[zh]
title   = "物料的供应商已停用"
message = "{name}的供应商{supplier}已停用，计划给出的采购建议下不了单。"
fix     = "补上接替的供应商并停用这条记录，或恢复启用该供应商。"
*/
WITH open AS (
  -- How many living suppliers the material has: with another one to turn to it is a matter of tidiness.
  SELECT s.material_id, count(*) AS suppliers
  FROM supplier_material AS s
  WHERE coalesce(s.active, TRUE) AND s.supplier_active
  GROUP BY s.material_id
)
SELECT
  s.supplier_material_id,
  s.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  coalesce(s.supplier_name, s.supplier_id) AS supplier,
  coalesce(o.suppliers, 0) AS other_suppliers,
  CASE WHEN o.suppliers > 0 THEN 'possible' ELSE 'certain' END AS confidence
FROM supplier_material AS s
INNER JOIN material AS m ON m.material_id = s.material_id
LEFT JOIN open AS o ON o.material_id = s.material_id
WHERE coalesce(s.active, TRUE) AND NOT s.supplier_active AND m.active AND NOT m.deleted
