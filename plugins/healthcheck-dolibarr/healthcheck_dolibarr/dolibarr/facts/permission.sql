-- The table has a row per company. A right exists while its module is switched on: the product removes the rows with it.
SELECT
    r.id AS permission_id,
    MIN(CONCAT(r.module, '.', COALESCE(r.perms, ''), CASE WHEN r.subperms > '' THEN CONCAT('.', r.subperms) ELSE '' END)) AS code,
    MIN(r.libelle) AS name,
    'action' AS kind,
    NULL AS parent_id,
    NULL AS target,
    FALSE AS open_to_all,
    TRUE AS visible,
    TRUE AS active,
    FALSE AS deleted
FROM llx_rights_def AS r
GROUP BY r.id
