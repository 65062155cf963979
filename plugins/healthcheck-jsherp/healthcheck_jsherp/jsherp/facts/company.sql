-- A tenant is named by its owner; the company's name stands in the tenant's own settings.
SELECT
    t.tenant_id AS company_id,
    t.login_name AS code,
    COALESCE(c.company_name, t.login_name) AS name,
    NULL AS parent_id,
    NULL AS currency,
    NULL AS package_id,
    t.expire_time AS expires_at,
    t.user_num_limit AS account_limit,
    COALESCE(t.enabled, 1) = 1 AS active,
    COALESCE(t.delete_flag, '0') = '1' AS deleted
FROM jsh_tenant AS t
LEFT JOIN (
    SELECT s.tenant_id, MAX(s.company_name) AS company_name
    FROM jsh_system_config AS s
    WHERE COALESCE(s.delete_flag, '0') <> '1'
    GROUP BY s.tenant_id
) AS c ON c.tenant_id = t.tenant_id
-- when: !jsh_tenant.delete_flag
SELECT
    t.tenant_id AS company_id,
    t.login_name AS code,
    t.login_name AS name,
    NULL AS parent_id,
    NULL AS currency,
    NULL AS package_id,
    t.expire_time AS expires_at,
    t.user_num_limit AS account_limit,
    NULL AS package_id,
    t.expire_time AS expires_at,
    t.user_num_limit AS account_limit,
    COALESCE(t.enabled, 1) = 1 AS active,
    FALSE AS deleted
FROM jsh_tenant AS t
