SELECT h.position_id AS position_id, h.user_id AS holder_id, h.user_id AS user_id, 'sys_user_position' AS source
FROM sys_user_position AS h
