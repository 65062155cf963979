-- Packages, terms and limits are BladeX's; tenants of the open product have none.
SELECT
    t.tenant_id AS company_id,
    t.tenant_id AS code,
    t.tenant_name AS name,
    NULL AS parent_id,
    NULL AS currency,
    present(NULLIF(t.package_id, 0), NULL) AS package_id,
    present(t.expire_time, NULL) AS expires_at,
    present(NULLIF(t.account_number, -1), NULL) AS account_limit,
    COALESCE(t.status, 1) = 1 AS active,
    COALESCE(t.is_deleted, 0) <> 0 AS deleted
FROM blade_tenant AS t
