SELECT
    u.USERID AS user_id,
    u.USER_CODE AS login,
    u.U_NAME AS name,
    'person' AS kind,
    NULL AS company_id,
    CASE WHEN u.SUPERUSER = 'Y' THEN 1 ELSE 0 END AS superuser,
    CASE WHEN u.Locked = 'Y' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM OUSR AS u
