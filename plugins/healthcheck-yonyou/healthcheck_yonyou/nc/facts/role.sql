SELECT
    r.pk_role AS role_id,
    CASE WHEN COALESCE(r.dr, 0) = 0 THEN 0 ELSE 1 END AS deleted
FROM sm_role r
