-- Menus and buttons. Dictionary menu_type: 0 top menu, 1 menu, 2 button; valid_status: 0 no, 1 yes, empty = yes.
-- A menu made for a dashboard, a report or an online form has its key in the url; one with `:id` stands for all of them. Dashboards and
-- 积木报表 are shown by the component's address, so nothing is said where that names another one than the url.
-- Cast, because the designers' tables come with collations of their own, and MySQL refuses to compare two.
SELECT
  p.id AS permission_id,
  NULLIF(p.perms, '') AS code,
  p.name AS name,
  CASE WHEN p.menu_type = 2 THEN 'action'
       WHEN p.menu_type = 0 AND p.is_leaf = 0 THEN 'directory'
       ELSE 'menu' END AS kind,
  CASE WHEN p.parent_id IN ('', '0') THEN NULL ELSE p.parent_id END AS parent_id,
  CASE WHEN (p.url LIKE '/drag/%view/_%' OR p.url LIKE '/jmreport/view/_%' OR p.url LIKE '/online/cg%/_%') AND p.url NOT LIKE '%/:%'
       THEN p.url
       ELSE NULLIF(COALESCE(NULLIF(p.component, ''), p.url), '') END AS target,
  COALESCE(
    present(CASE
      WHEN p.url LIKE '/drag/%view/_%' AND p.url NOT LIKE '%/:%'
        AND p.component LIKE CONCAT('%', REPLACE(REPLACE(p.url, '/drag/page/view/', ''), '/drag/view/', ''), '%')
      THEN d.id IS NOT NULL
    END, NULL),
    present(CASE
      WHEN p.url LIKE '/jmreport/view/_%' AND p.url NOT LIKE '%/:%'
        AND p.component LIKE CONCAT('%', REPLACE(p.url, '/jmreport/view/', ''), '%')
      THEN j.id IS NOT NULL
    END, NULL),
    present(CASE WHEN p.url LIKE '/online/cgreport/_%' AND p.url NOT LIKE '%/:%' THEN r.id IS NOT NULL END, NULL),
    present(CASE WHEN p.url LIKE '/online/cgform%List/_%' AND p.url NOT LIKE '%/:%' THEN f.id IS NOT NULL END, NULL)
  ) AS target_found,
  CASE WHEN p.hidden = 1 THEN FALSE ELSE TRUE END AS visible,
  CASE WHEN p.status = '0' THEN FALSE ELSE TRUE END AS active,
  COALESCE(p.del_flag, 0) = 1 AS deleted
FROM sys_permission AS p
LEFT JOIN onl_drag_page AS d
  ON p.url LIKE '/drag/%view/_%' AND CONCAT(CAST(p.url AS VARCHAR), '?') LIKE CONCAT('/drag/%view/', CAST(d.id AS VARCHAR), '?%')
    AND COALESCE(present(d.del_flag, 0), 0) = 0
LEFT JOIN jimu_report AS j
  ON p.url LIKE '/jmreport/view/_%' AND CONCAT(CAST(p.url AS VARCHAR), '?') LIKE CONCAT('/jmreport/view/', CAST(j.id AS VARCHAR), '?%')
    AND COALESCE(present(j.del_flag, 0), 0) = 0
LEFT JOIN onl_cgreport_head AS r
  ON p.url LIKE '/online/cgreport/_%' AND CONCAT(CAST(p.url AS VARCHAR), '?') LIKE CONCAT('/online/cgreport/', CAST(r.id AS VARCHAR), '?%')
LEFT JOIN onl_cgform_head AS f
  ON p.url LIKE '/online/cgform%List/_%' AND CONCAT(CAST(p.url AS VARCHAR), '?') LIKE CONCAT('/online/cgform%List/', CAST(f.id AS VARCHAR), '?%')
