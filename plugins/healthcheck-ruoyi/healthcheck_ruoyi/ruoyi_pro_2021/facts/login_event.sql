-- when: sys_login_log.user_id, sys_login_log.user_type
-- Newest rows by key only. Members of the shop (user_type 1) are other people than the accounts of the back office;
-- types from 200 on are sign-outs.
SELECT
  l.id AS login_event_id,
  NULLIF(l.user_id, 0) AS user_id,
  l.username AS login,
  l.create_time AS at,
  l.result = 0 AS success,
  NULLIF(l.user_ip, '') AS address
FROM (
  SELECT e.id, e.user_id, e.username, e.create_time, e.result, e.user_ip, e.log_type, e.user_type
  FROM sys_login_log AS e
  ORDER BY e.id DESC
  LIMIT 200000
) AS l
WHERE l.log_type < 200 AND l.user_type = 2

-- when: !sys_login_log.user_type
-- The first releases log names only.
SELECT
  l.id AS login_event_id,
  l.username AS login,
  l.create_time AS at,
  l.result = 0 AS success,
  NULLIF(l.user_ip, '') AS address
FROM (
  SELECT e.id, e.username, e.create_time, e.result, e.user_ip, e.log_type
  FROM sys_login_log AS e
  ORDER BY e.id DESC
  LIMIT 200000
) AS l
WHERE l.log_type < 200
