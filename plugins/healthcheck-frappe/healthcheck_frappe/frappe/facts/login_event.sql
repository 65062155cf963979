-- What was typed need not be an account.
SELECT
    a.name AS login_event_id,
    u.name AS user_id,
    a.`user` AS login,
    a.creation AS at,
    a.status = 'Success' AS success,
    NULLIF(a.ip_address, '') AS address
FROM `tabActivity Log` AS a
LEFT JOIN `tabUser` AS u ON u.name = a.`user`
WHERE a.operation = 'Login'
