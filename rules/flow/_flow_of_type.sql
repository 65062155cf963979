-- One row per document type and flow in force that approves it: tied to it in the product or, where products tie nothing, the
-- flow that documents of the type ran through.
-- optional: document.instance_id, flow_instance, flow.code
SELECT f.document_type_id, f.flow_id, f.flow_name, f.company_id
FROM flow_in_force AS f
WHERE f.document_type_id IS NOT NULL
UNION
SELECT d.document_type_id, f.flow_id, f.flow_name, f.company_id
FROM document AS d
JOIN flow_instance AS i ON i.instance_id = d.instance_id
JOIN flow AS o ON o.flow_id = i.flow_id
JOIN flow_in_force AS f
    ON f.code = o.code AND (f.company_id = o.company_id OR (f.company_id IS NULL AND o.company_id IS NULL))
WHERE d.document_type_id IS NOT NULL
