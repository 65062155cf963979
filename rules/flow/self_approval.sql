/*
severity = "high"
subject  = "user_account"
cause    = "document_type"
where    = "flow"
effort   = "hours"
reach    = "documents"
tags     = ["audit", "people"]
industries = []
checks   = ["AF08"]
confidence = "likely"
discriminator = ["document_type_id"]

[en]
title   = "Approves own documents"
message = "{name} approved {documents:document|documents} of type {type} that {name} had entered as well (for example {example})."
fix     = "Switch on 'skip or pass on when applicant = approver' for the type, and have the documents reviewed by somebody else."
[zh]
title   = "自己审批自己的单据"
message = "{name} 审批通过了 {documents} 张本人录入的“{type}”（例如 {example}）。"
fix     = "开启“审批人与申请人相同时转上级”，已审批的单据请他人复核。"
*/
-- optional: document_type, document.document_type_id
SELECT u.user_id, d.document_type_id, coalesce(nullif(u.name, ''), u.login, u.user_id) AS name,
       coalesce(nullif(t.name, ''), t.code, d.document_type_id) AS type, count(*) AS documents, count(*) AS reach,
       min(coalesce(nullif(d.number, ''), d.document_id)) AS example
FROM document AS d
JOIN user_account AS u ON u.user_id = d.approved_by_user_id AND u.user_id = d.created_by_user_id
LEFT JOIN document_type AS t ON t.document_type_id = d.document_type_id
WHERE u.kind = 'person' AND d.state IN ('approved', 'done')
GROUP BY u.user_id, d.document_type_id, coalesce(nullif(u.name, ''), u.login, u.user_id),
         coalesce(nullif(t.name, ''), t.code, d.document_type_id)
