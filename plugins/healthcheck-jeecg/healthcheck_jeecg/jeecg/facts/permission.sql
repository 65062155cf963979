-- Menus and buttons. Dictionary menu_type: 0 top menu, 1 menu, 2 button; valid_status: 0 no, 1 yes, empty = yes.
SELECT
  p.id AS permission_id,
  NULLIF(p.perms, '') AS code,
  p.name AS name,
  CASE WHEN p.menu_type = 2 THEN 'action'
       WHEN p.menu_type = 0 AND p.is_leaf = 0 THEN 'directory'
       ELSE 'menu' END AS kind,
  CASE WHEN p.parent_id IN ('', '0') THEN NULL ELSE p.parent_id END AS parent_id,
  NULLIF(COALESCE(NULLIF(p.component, ''), p.url), '') AS target,
  CASE WHEN p.hidden = 1 THEN FALSE ELSE TRUE END AS visible,
  CASE WHEN p.status = '0' THEN FALSE ELSE TRUE END AS active,
  COALESCE(p.del_flag, 0) = 1 AS deleted
FROM sys_permission AS p
