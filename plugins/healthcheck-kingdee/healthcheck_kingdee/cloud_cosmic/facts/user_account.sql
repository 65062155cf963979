-- A person may have several posts: the first is as good as any to point at.
SELECT
    u.FUSERID AS user_id,
    present(u.FUSERACCOUNT, u.FNAME) AS login,
    u.FNAME AS name,
    'person' AS kind,
    e.employee_id AS employee_id,
    NULLIF(LTRIM(RTRIM(u.FEMAIL)), '') AS email,
    CASE WHEN u.FFORBIDSTATUS = 'B' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM T_SEC_USER u
LEFT JOIN (SELECT h.FPERSONID AS person_id, MIN(h.FID) AS employee_id FROM T_HR_EMPINFO h GROUP BY h.FPERSONID) e
    ON e.person_id = u.FLINKOBJECT
