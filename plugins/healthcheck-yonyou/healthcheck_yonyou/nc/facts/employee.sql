SELECT
    p.pk_psndoc AS employee_id,
    CASE WHEN COALESCE(p.dr, 0) = 0 THEN 0 ELSE 1 END AS deleted
FROM bd_psndoc p
