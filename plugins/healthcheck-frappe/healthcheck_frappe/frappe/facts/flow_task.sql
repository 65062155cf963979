SELECT
    a.name AS task_id,
    w.name AS flow_id,
    a.workflow_state AS node_id,
    CONCAT(a.reference_doctype, ' ', a.reference_name) AS name,
    NULLIF(a.`user`, '') AS assignee_user_id,
    a.creation AS created_at
FROM `tabWorkflow Action` AS a
JOIN `tabWorkflow` AS w ON w.document_type = a.reference_doctype AND w.is_active = 1
WHERE a.status = 'Open'
