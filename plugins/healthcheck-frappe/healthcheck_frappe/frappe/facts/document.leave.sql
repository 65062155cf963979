-- Leave of the HR app, with the employee's department. An application that is open waits for its approver.
SELECT
    CONCAT('Leave Application,', l.name) AS document_id,
    'Leave Application' AS document_type_id,
    l.name AS number,
    CASE
        WHEN l.docstatus = 2 OR l.status = 'Cancelled' THEN 'cancelled'
        WHEN l.status = 'Approved' THEN 'approved'
        WHEN l.status = 'Rejected' THEN 'rejected'
        ELSE 'in_approval'
    END AS state,
    COALESCE(NULLIF(e.user_id, ''), l.owner) AS created_by_user_id,
    CASE WHEN l.status = 'Approved' THEN NULLIF(l.leave_approver, '') END AS approved_by_user_id,
    NULL AS instance_id,
    NULL AS amount,
    NULL AS currency,
    NULLIF(l.company, '') AS company_id,
    NULLIF(l.department, '') AS org_unit_id,
    l.creation AS submitted_at,
    CONCAT('Leave Application#', l.name) AS origin
FROM `tabLeave Application` AS l
LEFT JOIN `tabEmployee` AS e ON e.name = l.employee
