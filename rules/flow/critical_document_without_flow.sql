/*
severity = "high"
subject  = "document_type"
where    = "flow"
effort   = "days"
reach    = "documents"
tags     = ["go-live", "audit", "coverage"]
checks   = ["AF15"]
confidence = "likely"

[en]
title   = "Documents that move money without an approval flow"
message = "No approval flow in force covers {type}, although its documents move money or release product ({documents:document|documents})."
fix     = "Set up a flow for the type with at least one approver other than the applicant, or record a waiver."
[zh]
title   = "关键单据没有审批流"
message = "“{type}”涉及资金或放行（已有 {documents} 张单据），但没有启用中的审批流。"
fix     = "为该单据建立审批流，至少一级非申请人审批；确不需要的登记豁免。"
*/
-- optional: document_type.documents
SELECT t.document_type_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type,
       coalesce(CAST(t.documents AS VARCHAR), '-') AS documents, t.documents AS reach
FROM document_type AS t
LEFT JOIN flow_in_force AS f ON f.document_type_id = t.document_type_id
WHERE t.critical AND t.active AND f.flow_id IS NULL AND (t.documents IS NULL OR t.documents > 0)
  -- Where no flow at all is tied to a type, the product ties them elsewhere.
  AND EXISTS (SELECT 1 FROM flow AS o WHERE o.document_type_id IS NOT NULL)
