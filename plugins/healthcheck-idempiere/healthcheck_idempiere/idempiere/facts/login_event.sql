SELECT
    s.ad_session_id AS login_event_id,
    s.createdby AS user_id,
    u.name AS login,
    s.created AS at,
    TRUE AS success,
    NULLIF(s.remote_addr, '') AS address
FROM ad_session AS s
LEFT JOIN ad_user AS u ON u.ad_user_id = s.createdby
