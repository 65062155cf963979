/*
severity = "high"
subject  = "document"
effort   = "hours"
tags     = ["go-live", "runtime"]
checks   = ["AF09"]

[en]
title   = "Flow is over, document does not know"
message = "The flow of {type} {number} ended on {ended} ({result:word}), and the document still says it is in approval."
fix     = "Write the result to the document by hand, then repair the listener or job that should have done it."
[zh]
title   = "流程已结束但单据状态没有回写"
message = "{type} {number} 的流程已于 {ended} 结束（{result:word}），单据状态仍是审批中。"
fix     = "先人工补写单据状态，再修复负责回写的监听器或作业。"
*/
-- optional: document_type
SELECT d.document_id, coalesce(nullif(t.name, ''), t.code, d.document_type_id, '-') AS type,
       coalesce(nullif(d.number, ''), d.document_id) AS number, coalesce(CAST(i.ended_at AS VARCHAR), '-') AS ended,
       i.state AS result
FROM document AS d
JOIN flow_instance AS i ON i.instance_id = d.instance_id
LEFT JOIN document_type AS t ON t.document_type_id = d.document_type_id
-- Where no end is known, only running instances are listed: nothing can be found then, and nothing is said to be in order.
WHERE d.state = 'in_approval' AND (i.ended_at IS NOT NULL OR i.state IN ('finished', 'cancelled'))
