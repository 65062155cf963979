/*
severity = "high"
subject  = "document_type"
effort   = "hours"
reach    = "documents"
tags     = ["go-live", "coverage"]
checks   = ["AF15"]

[en]
title   = "Documents whose approval flow is switched off"
message = "{documents:document exists|documents exist} of type {type}, and none of its flows is in force any more ({flows}): new ones are approved by nobody, or cannot be submitted."
fix     = "Switch on or publish the flow that is meant, or switch the document type off."
[zh]
title   = "有单据但审批流都已停用"
message = "“{type}”已有 {documents} 张单据，但它的审批流都没有启用（{flows}）：新单据要么无人审批，要么提交不了。"
fix     = "启用或重新发布应当使用的流程；不再使用的单据类型请停用。"
*/
-- optional: flow.name, flow.code
SELECT t.document_type_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type, t.documents,
       t.documents AS reach, string_agg(
         DISTINCT coalesce(nullif(f.name, ''), f.code, f.flow_id), ', ' ORDER BY coalesce(nullif(f.name, ''), f.code, f.flow_id)
       ) AS flows
FROM document_type AS t
JOIN flow AS f ON f.document_type_id = t.document_type_id
LEFT JOIN flow_in_force AS o ON o.document_type_id = t.document_type_id
WHERE t.active AND t.documents > 0 AND o.flow_id IS NULL
  -- Critical types are flow.critical_document_without_flow's. A list of approvers that is off is a choice, not an accident.
  AND NOT coalesce(t.critical, FALSE) AND f.notation <> 'steps'
GROUP BY t.document_type_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id), t.documents
