/*
severity = "high"
subject  = "routing_step"
effort   = "hours"
tags     = ["bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC09"]

[en]
title   = "Routing that points at something that is gone"
message = "Operation {step} of routing {routing} points at {what:word}: orders cannot be scheduled or reported there."
fix     = "Correct the operation, or switch the routing off when the product is no longer made."
[zh]
title   = "工艺路线引用的对象已不存在"
message = "工艺路线 {routing} 的工序 {step} 引用了{what:word}：排产和报工都过不去。"
fix     = "更正该工序；产品已停产的，停用整条工艺路线。"
*/
-- optional: work_center, bom
WITH judged AS (
  SELECT
    s.routing_step_id,
    coalesce(s.name, s.routing_step_id) AS step,
    coalesce(s.routing, s.bom_id, s.material_id, '–') AS routing,
    CASE
      WHEN s.material_id IS NOT NULL AND m.material_id IS NULL THEN 'material 物料: ' || s.material_id
      WHEN m.deleted OR NOT m.active THEN 'switched-off material 已停用物料: ' || coalesce(m.code, m.name, s.material_id)
    END AS item,
    CASE
      WHEN w.work_center_id IS NOT NULL AND NOT w.active
        THEN 'switched-off work centre 已停用工作中心: ' || coalesce(w.name, w.code, s.work_center_id)
      WHEN s.work_center_id IS NOT NULL AND w.work_center_id IS NULL AND e.some > 0
        THEN 'work centre 工作中心: ' || s.work_center_id
    END AS place,
    CASE
      WHEN s.bom_id IS NOT NULL AND b.bom_id IS NULL AND f.some > 0 THEN 'bill 物料清单: ' || s.bom_id
    END AS bill
  FROM routing_step AS s
  LEFT JOIN material AS m ON m.material_id = s.material_id
  LEFT JOIN work_center AS w ON w.work_center_id = s.work_center_id
  LEFT JOIN bom AS b ON b.bom_id = s.bom_id
  CROSS JOIN (SELECT count(*) AS some FROM work_center AS x) AS e
  CROSS JOIN (SELECT count(*) AS some FROM bom AS x) AS f
  WHERE s.active
)
SELECT j.routing_step_id, j.step, j.routing, concat_ws(', ', j.item, j.place, j.bill) AS what
FROM judged AS j
WHERE j.item IS NOT NULL OR j.place IS NOT NULL OR j.bill IS NOT NULL
