/*
severity = "critical"
subject  = "document"
effort   = "minutes"
tags     = ["go-live", "runtime"]
checks   = ["AF10"]
confidence = "likely"

[en]
title   = "Document in approval that no flow runs for"
message = "{type} {number} says it is in approval, but no flow instance runs for it."
fix     = "Set the document back to draft and submit it again."
[zh]
title   = "单据显示审批中但没有流程"
message = "{type} {number} 的状态是审批中，但没有对应的流程实例。"
fix     = "把单据退回草稿后重新提交。"
*/
-- optional: document_type, document.number
SELECT d.document_id, coalesce(nullif(t.name, ''), t.code, d.document_type_id, '-') AS type,
       coalesce(nullif(d.number, ''), d.document_id) AS number, d.instance_id,
       -- Where no document of the type has an instance, the engine at hand may not be theirs.
       CASE WHEN r.document_type_id IS NULL THEN 'possible' ELSE 'likely' END AS confidence
FROM document AS d
LEFT JOIN document_type AS t ON t.document_type_id = d.document_type_id
LEFT JOIN flow_instance AS i ON i.instance_id = d.instance_id
-- What ended under the document's number was another run.
LEFT JOIN flow_instance AS k ON k.business_key = d.document_id AND k.state IN ('running', 'suspended')
LEFT JOIN flow_instance AS n ON n.business_key = d.number AND n.state IN ('running', 'suspended')
LEFT JOIN (
    SELECT DISTINCT o.document_type_id FROM document AS o JOIN flow_instance AS j ON j.instance_id = o.instance_id
) AS r ON r.document_type_id = d.document_type_id
WHERE d.state = 'in_approval' AND i.instance_id IS NULL AND k.instance_id IS NULL AND n.instance_id IS NULL
  -- Only documents that name an instance, and types whose documents do run in the engine: elsewhere the state is all there is.
  AND (d.instance_id IS NOT NULL OR r.document_type_id IS NOT NULL)
