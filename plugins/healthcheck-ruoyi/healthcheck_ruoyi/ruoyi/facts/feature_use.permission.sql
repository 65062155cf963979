-- The log names the screen and what was done there; both together are a button, and the button's permission is what was used.
-- A screen whose log title is not its menu's name is left out.
SELECT
  f.perms AS feature,
  u.user_id AS user_id,
  COUNT(*) AS uses,
  SUM(CASE WHEN o.status = 1 THEN 1 ELSE 0 END) AS failures,
  MAX(o.oper_time) AS last_used_at,
  'sys_oper_log' AS origin
FROM (
  SELECT
    e.title, e.status, e.oper_time, e.oper_name,
    CASE e.business_type
      WHEN 1 THEN '%:add' WHEN 2 THEN '%:edit' WHEN 3 THEN '%:remove' WHEN 5 THEN '%:export' WHEN 6 THEN '%:import'
    END AS ending
  FROM sys_oper_log AS e
  ORDER BY e.oper_id DESC
  LIMIT 100000
) AS o
JOIN sys_user AS u ON u.login_name = o.oper_name
JOIN sys_menu AS m ON m.menu_name = o.title AND m.menu_type = 'C'
JOIN sys_menu AS f ON f.parent_id = m.menu_id AND f.menu_type = 'F' AND f.perms LIKE o.ending
GROUP BY f.perms, u.user_id
