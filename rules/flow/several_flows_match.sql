/*
severity = "low"
subject  = "document_type"
effort   = "hours"
tags     = ["coverage"]
confidence = "possible"
discriminator = ["company_id"]

[en]
title   = "Several flows for one kind of document"
message = "{flows} flows in force approve {type}: {names}. Which one a document takes is not stated."
fix     = "Retire all but one, or state by condition which document takes which."
[zh]
title   = "同一单据类型有多条启用的流程"
message = "“{type}”有 {flows} 条启用中的审批流：{names}，单据走哪一条没有明确规定。"
fix     = "只保留一条，或用条件写明哪类单据走哪一条。"
*/
SELECT t.document_type_id, coalesce(f.company_id, '') AS company_id,
       coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type, count(DISTINCT coalesce(f.code, f.flow_id)) AS flows,
       string_agg(DISTINCT f.flow_name, ', ' ORDER BY f.flow_name) AS names
FROM document_type AS t
JOIN flow_in_force AS f ON f.document_type_id = t.document_type_id
-- Lists of approvers each come with their own filter and are meant to add up.
WHERE t.active AND f.notation <> 'steps'
GROUP BY t.document_type_id, coalesce(f.company_id, ''), coalesce(nullif(t.name, ''), t.code, t.document_type_id)
HAVING count(DISTINCT coalesce(f.code, f.flow_id)) > 1
