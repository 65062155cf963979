-- 管理员 (4) runs the platform and 租户 (10) is what every owner of a tenant gets; both ids are set in the product.
SELECT
    r.id AS role_id,
    r.name AS code,
    r.name AS name,
    CASE WHEN r.tenant_id IS NULL AND r.id IN (4, 10) THEN 'system' ELSE 'role' END AS kind,
    NULLIF(r.tenant_id, 0) AS company_id,
    CASE r.type
        WHEN '全部数据' THEN 'all'
        WHEN '本机构数据' THEN 'unit'
        WHEN '个人数据' THEN 'self'
    END AS data_scope,
    (r.tenant_id IS NULL AND r.id IN (4, 10)) AS superuser,
    COALESCE(r.enabled, 1) = 1 AS active,
    COALESCE(r.delete_flag, '0') = '1' AS deleted
FROM jsh_role AS r
