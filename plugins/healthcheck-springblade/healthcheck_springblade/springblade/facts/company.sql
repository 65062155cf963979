SELECT
    t.tenant_id AS company_id,
    t.tenant_id AS code,
    t.tenant_name AS name,
    NULL AS parent_id,
    NULL AS currency,
    COALESCE(t.status, 1) = 1 AS active,
    COALESCE(t.is_deleted, 0) <> 0 AS deleted
FROM blade_tenant AS t
