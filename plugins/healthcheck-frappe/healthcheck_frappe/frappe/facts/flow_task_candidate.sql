SELECT
    r.parent AS task_id,
    CASE WHEN r.role IN ('All', 'Guest', 'Desk User') THEN 'other' ELSE 'role' END AS kind,
    r.role AS reference
FROM `tabWorkflow Action Permitted Role` AS r
JOIN `tabWorkflow Action` AS a ON a.name = r.parent
WHERE a.status = 'Open' AND r.role IS NOT NULL
GROUP BY r.parent, r.role
