SELECT
    CONCAT(v.m_product_id, '/', v.c_bpartner_id) AS supplier_material_id,
    v.c_bpartner_id AS supplier_id,
    b.name AS supplier_name,
    v.m_product_id AS material_id,
    NULLIF(v.vendorproductno, '') AS supplier_code,
    v.c_uom_id AS uom_id,
    NULLIF(v.deliverytime_promised, 0) AS lead_days,
    v.pricepo AS price,
    v.isactive = 'Y' AND COALESCE(v.discontinued, 'N') <> 'Y' AS active,
    b.isactive = 'Y' AS supplier_active,
    CONCAT('m_product_po.m_product_id#', v.m_product_id) AS origin
FROM m_product_po AS v
LEFT JOIN c_bpartner AS b ON b.c_bpartner_id = v.c_bpartner_id
