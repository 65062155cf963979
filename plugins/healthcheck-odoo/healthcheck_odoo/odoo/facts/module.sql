SELECT
  m.id AS module_id,
  m.name AS code,
  COALESCE(
    to_jsonb(m.shortdesc) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(m.shortdesc), '$.*') #>> '{}',
    to_jsonb(m.shortdesc) #>> '{}'
  ) AS name,
  m.latest_version AS version,
  CASE m.state
    WHEN 'installed' THEN 'installed'
    WHEN 'to install' THEN 'to_install'
    WHEN 'to upgrade' THEN 'to_upgrade'
    WHEN 'to remove' THEN 'to_remove'
    ELSE 'available'
  END AS state
FROM ir_module_module AS m
