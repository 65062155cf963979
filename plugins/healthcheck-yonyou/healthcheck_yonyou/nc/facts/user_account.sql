-- `~` is the product's mark for nothing; dr is not 0 where the row is deleted; enablestate 2 is enabled.
SELECT
    u.cuserid AS user_id,
    u.user_code AS login,
    u.user_name AS name,
    'person' AS kind,
    NULLIF(u.pk_psndoc, '~') AS employee_id,
    CASE WHEN u.enablestate = 2 THEN 1 ELSE 0 END AS active,
    CASE WHEN COALESCE(u.dr, 0) = 0 THEN 0 ELSE 1 END AS deleted
FROM sm_user u
