-- One row for each organisation that uses the material, with the same number by design: the organisation is its company.
SELECT
    m.FMATERIALID AS material_id,
    m.FNUMBER AS code,
    l.FNAME AS name,
    NULLIF(LTRIM(RTRIM(l.FSPECIFICATION)), '') AS specification,
    b.FBASEUNITID AS uom_id,
    m.FUSEORGID AS company_id,
    CASE s.FISBATCHMANAGE WHEN '1' THEN 1 WHEN '0' THEN 0 END AS lot_tracked,
    CASE WHEN m.FFORBIDSTATUS = 'B' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM T_BD_MATERIAL m
LEFT JOIN T_BD_MATERIAL_L l ON l.FMATERIALID = m.FMATERIALID AND l.FLOCALEID = 2052
LEFT JOIN T_BD_MATERIALBASE b ON b.FMATERIALID = m.FMATERIALID
LEFT JOIN T_BD_MATERIALSTOCK s ON s.FMATERIALID = m.FMATERIALID
