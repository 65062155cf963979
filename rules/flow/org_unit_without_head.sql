/*
severity = "high"
subject  = "org_unit"
effort   = "minutes"
reach    = "users"
tags     = ["go-live", "people"]
checks   = ["AF05", "OM03"]
confidence = "likely"

[en]
title   = "Unit without a head whom approvals go to"
message = "{flows:approval flow goes|approval flows go} to the head of {unit}, who is missing or cannot sign in; {people:person submits|people submit} from there."
fix     = "Name a head for the unit, or a fallback approver in the flows."
[zh]
title   = "部门缺负责人，审批无人可达"
message = "有 {flows} 条审批流要由“{unit}”的负责人审批，而该负责人为空或账号不可用；该部门有 {people} 人会提单。"
fix     = "任命部门负责人，或在流程中设置负责人为空时的审批人。"
*/
-- optional: org_unit.head_name, org_unit.head_user_id, org_unit.head_employee_id, org_unit.code
WITH used AS (
    SELECT DISTINCT a.flow_id, a.reference
    FROM flow_approver AS a
    JOIN flow_in_force AS f ON f.flow_id = a.flow_id
    JOIN flow_node AS n ON n.flow_id = a.flow_id AND n.node_id = a.node_id
    WHERE a.kind = 'org_unit_head' AND n.approver_required
), anywhere AS (
    SELECT count(*) AS flows FROM used AS u WHERE u.reference = ''
), here AS (
    SELECT p.object_id, count(DISTINCT u.flow_id) AS flows
    FROM used AS u
    JOIN party AS p ON p.kind = 'org_unit_head' AND p.reference = u.reference
    WHERE u.flow_id NOT IN (SELECT w.flow_id FROM used AS w WHERE w.reference = '')
    GROUP BY p.object_id
), staff AS (
    SELECT pp.object_id, count(DISTINCT pp.user_id) AS people
    FROM party_person AS pp
    JOIN acting_account AS u ON u.user_id = pp.user_id
    WHERE pp.kind = 'org_unit'
    GROUP BY pp.object_id
)
SELECT o.org_unit_id, coalesce(nullif(o.name, ''), o.org_unit_id) AS unit, coalesce(s.people, 0) AS people,
       coalesce(s.people, 0) AS reach,
       -- "Head of the applicant's unit" matters where somebody can apply; a unit named outright always does.
       CASE WHEN s.people > 0 THEN w.flows ELSE 0 END + coalesce(t.flows, 0) AS flows
FROM org_unit AS o
JOIN party_fate AS h ON h.kind = 'org_unit_head' AND h.reference = o.org_unit_id AND h.fate = 'nobody'
JOIN party_known AS k ON k.kind = 'org_unit_head' AND k.members
CROSS JOIN anywhere AS w
LEFT JOIN here AS t ON t.object_id = o.org_unit_id
LEFT JOIN staff AS s ON s.object_id = o.org_unit_id
WHERE o.active AND NOT o.deleted
  AND coalesce(o.head_name, '') = ''  -- A head kept as free text may well be somebody.
  AND ((s.people > 0 AND w.flows > 0) OR t.flows > 0)
