SELECT
  m.id AS module_id,
  m.name AS code,
  m.name AS name,
  CASE m.state
    WHEN 'activated' THEN 'installed'
    WHEN 'installed' THEN 'installed'
    WHEN 'to activate' THEN 'to_install'
    WHEN 'to install' THEN 'to_install'
    WHEN 'to upgrade' THEN 'to_upgrade'
    WHEN 'to remove' THEN 'to_remove'
    ELSE 'available'
  END AS state
FROM ir_module AS m
