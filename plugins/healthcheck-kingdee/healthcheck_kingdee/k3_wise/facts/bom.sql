-- What FUseStatus and FStatus say is not published: whether a bill is in use stays unknown.
SELECT
    b.FInterID AS bom_id,
    b.FBOMNumber AS code,
    b.FItemID AS material_id,
    NULL AS template_id,
    NULL AS company_id,
    FALSE AS deleted
FROM ICBOM AS b
