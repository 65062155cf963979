SELECT
    e.designation AS position_id,
    e.name AS holder_id,
    e.name AS employee_id,
    NULLIF(e.user_id, '') AS user_id,
    NULL AS source
FROM `tabEmployee` AS e
WHERE e.designation IS NOT NULL AND e.designation <> ''
