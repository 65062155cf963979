SELECT
    l.pp_product_bomline_id AS bom_line_id,
    l.pp_product_bom_id AS bom_id,
    l.m_product_id AS material_id,
    CASE WHEN l.isqtypercentage = 'Y' THEN l.qtybatch ELSE l.qtybom END AS quantity,
    l.c_uom_id AS uom_id
FROM pp_product_bomline AS l
WHERE l.isactive = 'Y'
