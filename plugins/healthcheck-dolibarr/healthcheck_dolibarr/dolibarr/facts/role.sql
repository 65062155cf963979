SELECT
    g.rowid AS role_id,
    g.nom AS code,
    g.nom AS name,
    'role' AS kind,
    NULLIF(g.entity, 0) AS company_id,
    NULL AS data_scope,
    FALSE AS superuser,
    TRUE AS active,
    FALSE AS deleted
FROM llx_usergroup AS g
