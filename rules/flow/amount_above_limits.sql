/*
severity = "high"
subject  = "document_type"
effort   = "hours"
reach    = "documents"
tags     = ["audit", "coverage"]
checks   = ["AF15"]
discriminator = ["company_id", "currency"]

[en]
title   = "Amounts above everybody's limit of authority"
message = "{documents:document is|documents are} above {highest}, the highest limit anybody active has for them (for example {example}: {amount})."
fix     = "Give somebody a limit that reaches (or none), or split off a rule for large amounts; have the documents approved by the board."
[zh]
title   = "单据金额超过所有人的审批额度"
message = "有 {documents} 张“{type}”金额超过 {highest}，而这是在职人员中的最高审批额度（例如 {example}：{amount}）。"
fix     = "给有权的人调高额度（或设为不限），或为大额单据单独定规则；已有单据请补走更高级审批。"
*/
-- optional: document_type.name, approval_limit.currency, document.currency, approval_limit.company_id, document.company_id
WITH own AS (
    SELECT l.document_type_id, l.company_id, l.currency, l.amount
    FROM approval_limit AS l
    JOIN party_fate AS p ON p.kind = l.kind AND p.reference = l.reference
    WHERE l.active AND p.fate IN ('live', 'switched_off')
), judged AS (
    SELECT d.document_id, d.document_type_id, d.number, d.amount, d.currency, d.company_id,
           max(o.amount) AS highest, count(o.amount) AS limited, count(*) AS limits
    FROM document AS d
    JOIN own AS o
        ON (o.document_type_id IS NULL OR o.document_type_id = d.document_type_id)
        AND (o.company_id IS NULL OR d.company_id IS NULL OR o.company_id = d.company_id)
        AND (o.currency IS NULL OR d.currency IS NULL OR o.currency = d.currency)
    WHERE d.amount IS NOT NULL AND d.state IN ('in_approval', 'approved', 'done')
    GROUP BY d.document_id, d.document_type_id, d.number, d.amount, d.currency, d.company_id
)
SELECT t.document_type_id, coalesce(j.company_id, '') AS company_id, coalesce(j.currency, '') AS currency,
       coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type, max(j.highest) AS highest, count(*) AS documents,
       count(*) AS reach, min(coalesce(nullif(j.number, ''), j.document_id)) AS example,
       min_by(j.amount, coalesce(nullif(j.number, ''), j.document_id)) AS amount
FROM judged AS j
JOIN document_type AS t ON t.document_type_id = j.document_type_id
-- A limit without an amount is none: whoever has it may approve everything.
WHERE j.limited = j.limits AND j.amount > j.highest
GROUP BY t.document_type_id, coalesce(j.company_id, ''), coalesce(j.currency, ''), coalesce(nullif(t.name, ''), t.code, t.document_type_id)
