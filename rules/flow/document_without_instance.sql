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
       coalesce(nullif(d.number, ''), d.document_id) AS number
FROM document AS d
LEFT JOIN document_type AS t ON t.document_type_id = d.document_type_id
LEFT JOIN flow_instance AS i ON i.instance_id = d.instance_id
LEFT JOIN flow_instance AS k ON k.business_key = d.document_id
LEFT JOIN flow_instance AS n ON n.business_key = d.number
WHERE d.state = 'in_approval' AND i.instance_id IS NULL AND k.instance_id IS NULL AND n.instance_id IS NULL
  -- Only types whose documents do run in the engine: elsewhere the state is all there is.
  AND EXISTS (
      SELECT 1 FROM document AS o JOIN flow_instance AS j ON j.instance_id = o.instance_id
      WHERE o.document_type_id = d.document_type_id
  )
