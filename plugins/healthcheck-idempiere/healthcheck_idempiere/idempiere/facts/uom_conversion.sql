SELECT
    v.c_uom_conversion_id AS conversion_id,
    NULLIF(v.m_product_id, 0) AS material_id,
    v.c_uom_id AS from_uom_id,
    v.c_uom_to_id AS to_uom_id,
    v.multiplyrate AS factor
FROM c_uom_conversion AS v
WHERE v.isactive = 'Y'
