-- Product packages of tenants (租户产品包), BladeX only; what they contain is in package_permission.py.
SELECT
    k.id AS package_id,
    k.package_name AS name,
    COALESCE(k.status, 1) = 1 AS active,
    COALESCE(k.is_deleted, 0) <> 0 AS deleted
FROM blade_tenant_package AS k
