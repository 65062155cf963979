/*
severity = "high"
subject  = "document_type"
effort   = "hours"
reach    = "documents"
tags     = ["go-live", "coverage"]
checks   = ["AF15"]
confidence = "likely"
discriminator = ["company_id"]

[en]
title   = "Company whose documents no flow covers"
message = "Company {company} has {documents:document|documents} of type {type}; the flows for it are limited to other companies ({flows})."
fix     = "Give the company a flow of its own, or take the limit to one company off the flow."
[zh]
title   = "该公司的单据没有可用的审批流"
message = "公司“{company}”已有 {documents} 张“{type}”，而该单据的审批流只限其他公司使用（{flows}）。"
fix     = "为该公司配置审批流，或取消流程上的公司限制。"
*/
-- optional: company.name, company.code
SELECT t.document_type_id, d.company_id, coalesce(nullif(t.name, ''), t.code, t.document_type_id) AS type,
       coalesce(nullif(c.name, ''), c.code, d.company_id) AS company, d.documents, d.documents AS reach, f.flows
FROM (
    SELECT x.document_type_id, x.company_id, count(*) AS documents
    FROM document AS x
    WHERE x.company_id IS NOT NULL
    GROUP BY x.document_type_id, x.company_id
) AS d
JOIN document_type AS t ON t.document_type_id = d.document_type_id
JOIN company AS c ON c.company_id = d.company_id
JOIN (
    SELECT o.document_type_id, string_agg(DISTINCT o.flow_name, ', ' ORDER BY o.flow_name) AS flows
    FROM flow_in_force AS o
    WHERE o.document_type_id IS NOT NULL
    GROUP BY o.document_type_id
) AS f ON f.document_type_id = d.document_type_id
LEFT JOIN flow_in_force AS g
    ON g.document_type_id = d.document_type_id AND (g.company_id IS NULL OR g.company_id = d.company_id)
WHERE t.active AND c.active AND NOT c.deleted AND g.flow_id IS NULL
