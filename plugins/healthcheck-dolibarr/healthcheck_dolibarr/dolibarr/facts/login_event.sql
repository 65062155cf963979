-- Kept only where the security events are switched on.
SELECT
    e.rowid AS login_event_id,
    NULLIF(e.fk_user, 0) AS user_id,
    u.login AS login,
    e.dateevent AS at,
    e.type = 'USER_LOGIN' AS success,
    NULLIF(e.ip, '') AS address
FROM llx_events AS e
LEFT JOIN llx_user AS u ON u.rowid = e.fk_user
WHERE e.type IN ('USER_LOGIN', 'USER_LOGIN_FAILED')
