SELECT
    b.pp_product_bom_id AS bom_id,
    b.value AS code,
    b.m_product_id AS material_id,
    NULL AS template_id,
    NULLIF(b.ad_client_id, 0) AS company_id,
    b.c_uom_id AS uom_id,
    b.validfrom AS valid_from,
    b.validto AS valid_to,
    b.isactive = 'Y' AS active,
    FALSE AS deleted
FROM pp_product_bom AS b
