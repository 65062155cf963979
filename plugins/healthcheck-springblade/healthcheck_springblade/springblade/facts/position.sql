SELECT
    p.id AS position_id,
    p.post_code AS code,
    p.post_name AS name,
    NULL AS org_unit_id,
    NULLIF(p.tenant_id, '') AS company_id,
    COALESCE(p.status, 1) = 1 AS active,
    COALESCE(p.is_deleted, 0) <> 0 AS deleted
FROM blade_post AS p
