/*
severity = "info"
subject  = "flow"
effort   = "minutes"
tags     = ["coverage"]
checks   = ["UF03"]
confidence = "likely"

[en]
title   = "Published flow that no document ever used"
message = "Flow {flow} is published ({versions:version|versions}) and no document has ever started it."
fix     = "Try it out before go-live, or switch it off if it is not needed."
[zh]
title   = "流程发布后从未使用"
message = "流程“{flow}”已发布（共 {versions} 个版本），但从未有单据发起过。"
fix     = "上线前用测试单据走通；不需要的请停用。"
*/
SELECT f.flow_id, f.flow_name AS flow, count(DISTINCT v.flow_id) AS versions
FROM flow_in_force AS f
JOIN flow AS v ON v.flow_id = f.flow_id OR v.code = f.code
LEFT JOIN flow_instance AS i ON i.flow_id = v.flow_id
GROUP BY f.flow_id, f.flow_name
HAVING sum(v.instances) = 0 AND count(i.instance_id) = 0 AND bool_and(v.instances IS NOT NULL)
