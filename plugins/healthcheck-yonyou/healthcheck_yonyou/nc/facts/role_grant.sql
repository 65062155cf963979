-- Grants that are taken away stay as deleted rows.
SELECT
    g.cuserid AS user_id,
    g.pk_role AS role_id,
    present(g.pk_corp, NULL) AS company_id
FROM sm_user_role g
WHERE COALESCE(g.dr, 0) = 0
