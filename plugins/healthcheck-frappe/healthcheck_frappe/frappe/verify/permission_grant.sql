-- One Custom DocPerm row replaces all DocPerm rows of its document type. A right of its own is a permission.
SELECT
    p.role AS role_id,
    CONCAT(
        p.parent, ':', o.act, CASE WHEN p.permlevel > 0 THEN CONCAT(':', p.permlevel) WHEN p.if_owner = 1 THEN ':own' ELSE '' END
    ) AS permission_id,
    NULL AS company_id
FROM (
    SELECT s.role, s.parent, s.permlevel, s.if_owner, s.`read`, s.`write`, s.`create`, s.`delete`, s.`submit`, s.`cancel`, s.`amend`, s.`report`, s.`export`, s.`import`, s.`share`, s.`print`, s.`email`
    FROM `tabDocPerm` AS s
    LEFT JOIN `tabCustom DocPerm` AS k ON k.parent = s.parent
    WHERE k.name IS NULL
    UNION ALL
    SELECT c.role, c.parent, c.permlevel, c.if_owner, c.`read`, c.`write`, c.`create`, c.`delete`, c.`submit`, c.`cancel`, c.`amend`, c.`report`, c.`export`, c.`import`, c.`share`, c.`print`, c.`email`
    FROM `tabCustom DocPerm` AS c
) AS p
CROSS JOIN (
    SELECT 'read' AS act UNION ALL SELECT 'write' UNION ALL SELECT 'create' UNION ALL SELECT 'delete' UNION ALL SELECT 'submit' UNION ALL SELECT 'cancel' UNION ALL SELECT 'amend' UNION ALL SELECT 'report' UNION ALL SELECT 'export' UNION ALL SELECT 'import' UNION ALL SELECT 'share' UNION ALL SELECT 'print' UNION ALL SELECT 'email'
) AS o
WHERE CASE o.act WHEN 'read' THEN p.`read` WHEN 'write' THEN p.`write` WHEN 'create' THEN p.`create` WHEN 'delete' THEN p.`delete` WHEN 'submit' THEN p.`submit` WHEN 'cancel' THEN p.`cancel` WHEN 'amend' THEN p.`amend` WHEN 'report' THEN p.`report` WHEN 'export' THEN p.`export` WHEN 'import' THEN p.`import` WHEN 'share' THEN p.`share` WHEN 'print' THEN p.`print` WHEN 'email' THEN p.`email` END = 1
