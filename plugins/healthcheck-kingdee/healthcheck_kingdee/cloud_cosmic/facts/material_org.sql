-- A row of the master is an assignment (分配): it exists for the organisation that uses it, and for no other.
SELECT
    m.FMATERIALID AS material_id,
    m.FUSEORGID AS company_id,
    m.FNUMBER AS code,
    CASE WHEN m.FFORBIDSTATUS = 'B' THEN 0 ELSE 1 END AS active
FROM T_BD_MATERIAL m
WHERE m.FUSEORGID <> 0
