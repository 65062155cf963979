-- Of several heads one who can still sign in goes first.
SELECT
    d.id AS org_unit_id,
    d.org_code AS code,
    d.depart_name AS name,
    NULLIF(NULLIF(d.parent_id, ''), '0') AS parent_id,
    NULLIF(d.tenant_id, 0) AS company_id,
    (
        SELECT h.id
        FROM sys_user AS h
        WHERE h.user_identity = 2 AND CONCAT(',', h.depart_ids, ',') LIKE CONCAT('%,', d.id, ',%')
        ORDER BY CASE WHEN COALESCE(h.status, 1) <> 2 AND COALESCE(h.del_flag, 0) <> 1 THEN 0 ELSE 1 END, h.username
        LIMIT 1
    ) AS head_user_id,
    COALESCE(d.status, '1') <> '0' AS active,
    COALESCE(d.del_flag, '0') = '1' AS deleted
FROM sys_depart AS d
