SELECT
  concat('fetchmail_server,', s.id) AS interface_id,
  s.name AS name,
  concat(s.server_type, '://', s.server, ':', s.port) AS url,
  NULL AS waiting,
  NULL AS failed,
  NULL AS last_failed_at,
  NULL AS expires_at,
  s.active AND s.state = 'done' AS active,
  concat('fetchmail_server#', s.id) AS origin
FROM fetchmail_server AS s
