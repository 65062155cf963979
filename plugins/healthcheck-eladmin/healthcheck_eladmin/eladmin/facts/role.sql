SELECT
    r.role_id AS role_id,
    r.name AS code,
    r.name AS name,
    'role' AS kind,
    NULL AS company_id,
    CASE r.data_scope
        WHEN '全部' THEN 'all'
        WHEN '本级' THEN 'unit'
        WHEN '自定义' THEN 'custom'
    END AS data_scope,
    FALSE AS superuser,
    TRUE AS active,
    FALSE AS deleted
FROM sys_role AS r
