SELECT
    h.FID AS employee_id,
    u.user_id AS user_id,
    FALSE AS deleted
FROM T_HR_EMPINFO h
LEFT JOIN (SELECT s.FLINKOBJECT AS person_id, MIN(s.FUSERID) AS user_id FROM T_SEC_USER s GROUP BY s.FLINKOBJECT) u
    ON u.person_id = h.FPERSONID
