/*
severity = "medium"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF06"]
confidence = "likely"

[en]
title   = "Approver of another company"
message = "Flow {flow} is company {company}'s, and everybody who can approve {step} belongs to another one ({names}): they may not see its documents."
fix     = "Name an approver of the company, or give these people access to it."
[zh]
title   = "审批人不在流程所属公司"
message = "流程“{flow}”属于公司 {company}，而“{step}”的审批人都是其他公司的（{names}），很可能看不到这些单据。"
fix     = "改为本公司的审批人，或给这些人开通该公司的数据权限。"
*/
-- optional: company, company.name, company.code
SELECT s.flow_id, s.node_id, s.flow_name AS flow, s.step, coalesce(nullif(c.name, ''), c.code, f.company_id) AS company,
       string_agg(
         DISTINCT coalesce(nullif(u.name, ''), u.login, u.user_id), ', ' ORDER BY coalesce(nullif(u.name, ''), u.login, u.user_id)
       ) AS names, count(DISTINCT u.user_id) AS people
FROM step_fate AS s
JOIN flow_in_force AS f ON f.flow_id = s.flow_id
JOIN step_person AS p ON p.flow_id = s.flow_id AND p.node_id = s.node_id
JOIN user_account AS u ON u.user_id = p.user_id
LEFT JOIN company AS c ON c.company_id = f.company_id
WHERE f.company_id IS NOT NULL AND s.open = 0 AND NOT u.superuser
GROUP BY s.flow_id, s.node_id, s.flow_name, s.step, coalesce(nullif(c.name, ''), c.code, f.company_id)
HAVING count(CASE WHEN u.company_id IS NULL OR u.company_id = f.company_id THEN 1 END) = 0
