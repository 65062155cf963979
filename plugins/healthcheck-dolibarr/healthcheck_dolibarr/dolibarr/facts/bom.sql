-- 0 draft, 1 in force, 9 withdrawn; type 1 takes things apart.
SELECT
    b.rowid AS bom_id,
    b.ref AS code,
    b.fk_product AS material_id,
    NULL AS template_id,
    b.qty AS quantity,
    NULL AS uom_id,
    NULLIF(b.entity, 0) AS company_id,
    'normal' AS kind,
    NULL AS valid_from,
    NULL AS valid_to,
    b.status = 1 AS active,
    b.status = 9 AS deleted
FROM llx_bom_bom AS b
WHERE COALESCE(b.bomtype, 0) = 0
