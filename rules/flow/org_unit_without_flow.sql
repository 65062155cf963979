/*
severity = "medium"
subject  = "document_type"
cause    = "org_unit"
where    = "flow"
effort   = "minutes"
reach    = "documents"
tags     = ["go-live", "coverage"]
checks   = ["AF15"]
confidence = "likely"
discriminator = ["org_unit_id"]

[en]
title   = "Org unit whose documents no flow covers"
message = "{unit} has {documents:document|documents} of type {type}, but none of the flows in force for them ({flows}) may be started from there."
fix     = "Add the unit to those who may start one of the flows, or give it a flow of its own."
[zh]
title   = "该部门的单据没有可发起的审批流"
message = "“{unit}”已有 {documents} 张“{type}”，但该单据启用中的审批流（{flows}）都不允许该部门发起。"
fix     = "把该部门加入其中一条流程的发起范围，或为该部门单独配置审批流。"
*/
-- optional: org_unit.name, org_unit.code, org_unit.company_id
WITH asked AS (
    SELECT d.document_type_id, d.org_unit_id, count(*) AS documents
    FROM document AS d
    WHERE d.org_unit_id IS NOT NULL
    GROUP BY d.document_type_id, d.org_unit_id
), offered AS (
    -- A flow of another company is flow.company_without_flow's.
    SELECT a.document_type_id, a.org_unit_id, f.flow_id, f.flow_name
    FROM asked AS a
    JOIN org_unit AS u ON u.org_unit_id = a.org_unit_id
    JOIN flow_of_type AS f
        ON f.document_type_id = a.document_type_id
        AND (f.company_id IS NULL OR u.company_id IS NULL OR f.company_id = u.company_id)
    WHERE u.active AND NOT u.deleted
), covered AS (
    SELECT DISTINCT o.document_type_id, o.org_unit_id
    FROM offered AS o
    JOIN flow_starter_unit AS s ON s.flow_id = o.flow_id AND (s.org_unit_id IS NULL OR s.org_unit_id = o.org_unit_id)
)
SELECT t.document_type_id, u.org_unit_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type,
       coalesce(nullif(u.name, ''), u.code, u.org_unit_id) AS unit, a.documents, a.documents AS reach,
       string_agg(DISTINCT o.flow_name, ', ' ORDER BY o.flow_name) AS flows
FROM asked AS a
JOIN document_type AS t ON t.document_type_id = a.document_type_id
JOIN org_unit AS u ON u.org_unit_id = a.org_unit_id
JOIN offered AS o ON o.document_type_id = a.document_type_id AND o.org_unit_id = a.org_unit_id
LEFT JOIN covered AS c ON c.document_type_id = a.document_type_id AND c.org_unit_id = a.org_unit_id
WHERE t.active AND c.org_unit_id IS NULL
GROUP BY t.document_type_id, u.org_unit_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id),
         coalesce(nullif(u.name, ''), u.code, u.org_unit_id), a.documents
