-- The head is the user marked as manager (leader_flag) in the unit; the product asks that mark for its approvals.
SELECT
    o.id AS org_unit_id,
    o.org_no AS code,
    o.org_abr AS name,
    NULLIF(o.parent_id, 0) AS parent_id,
    NULLIF(o.tenant_id, 0) AS company_id,
    NULL AS ancestors,
    h.user_id AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    TRUE AS active,
    COALESCE(o.delete_flag, '0') = '1' AS deleted
FROM jsh_organization AS o
LEFT JOIN (
    SELECT r.orga_id, MIN(u.id) AS user_id
    FROM jsh_orga_user_rel AS r
    JOIN jsh_user AS u ON u.id = r.user_id
    WHERE u.leader_flag = '1' AND COALESCE(r.delete_flag, '0') <> '1' AND COALESCE(u.delete_flag, '0') <> '1'
    GROUP BY r.orga_id
) AS h ON h.orga_id = o.id
