-- Leave of the HR app that waits for the one approver it names.
SELECT
    CONCAT('Leave Application,', l.name) AS task_id,
    NULL AS flow_id,
    NULL AS node_id,
    CONCAT('Leave Application ', l.name) AS name,
    l.leave_approver AS assignee_user_id,
    l.creation AS created_at,
    CONCAT('Leave Application#', l.name) AS origin
FROM `tabLeave Application` AS l
WHERE l.docstatus = 0 AND l.status = 'Open' AND COALESCE(l.leave_approver, '') <> ''
