-- A role that a shipped document type names in its own permissions is part of the product: it comes back with every
-- update, so nobody can be asked why it stands unused. All, Guest and Desk User are held by themselves; Customer and
-- Supplier are for portal visitors; Analytics and Translator are asked for by name in code.
SELECT
    r.name AS role_id,
    r.name AS code,
    r.name AS name,
    CASE
        WHEN r.name IN (
            'Administrator', 'All', 'Guest', 'Desk User', 'Customer', 'Supplier', 'Analytics', 'Translator'
        ) THEN 'system'
        WHEN s.role IS NOT NULL THEN 'system'
        ELSE 'role'
    END AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    FALSE AS superuser,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabRole` AS r
LEFT JOIN (
    SELECT DISTINCT p.role
    FROM `tabDocPerm` AS p
    JOIN `tabDocType` AS d ON d.name = p.parent
    WHERE COALESCE(d.custom, 0) = 0
) AS s ON s.role = r.name
