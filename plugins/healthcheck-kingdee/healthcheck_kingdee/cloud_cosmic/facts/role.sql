SELECT
    r.FROLEID AS role_id,
    r.FNUMBER AS code,
    l.FNAME AS name,
    'role' AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    CASE WHEN r.FFORBIDSTATUS = 'B' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM T_SEC_ROLE r
LEFT JOIN T_SEC_ROLE_L l ON l.FROLEID = r.FROLEID AND l.FLOCALEID = 2052
