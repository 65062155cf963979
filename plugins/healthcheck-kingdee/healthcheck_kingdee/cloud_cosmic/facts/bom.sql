-- In use: approved (C) and not forbidden.
SELECT
    b.FID AS bom_id,
    b.FMATERIALID AS material_id,
    NULL AS template_id,
    b.FUSEORGID AS company_id,
    CASE WHEN b.FDOCUMENTSTATUS = 'C' AND b.FFORBIDSTATUS = 'A' THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM T_ENG_BOM b
