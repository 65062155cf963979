-- Whether it is bought or made is told by its nature (finished): 1 made, 0 raw.
SELECT
    p.rowid AS material_id,
    p.ref AS code,
    p.label AS name,
    NULL AS specification,
    NULL AS model,
    NULL AS brand,
    NULL AS template_id,
    NULL AS variant,
    p.fk_unit AS uom_id,
    NULLIF(p.entity, 0) AS company_id,
    CASE p.fk_product_type WHEN 1 THEN 'service' WHEN 0 THEN 'goods' ELSE 'other' END AS kind,
    CASE WHEN p.finished = 1 THEN 'make' WHEN p.finished = 0 AND p.tobuy = 1 THEN 'buy' END AS procurement,
    p.tobatch > 0 AS lot_tracked,
    p.datec AS created_at,
    p.tosell = 1 OR p.tobuy = 1 AS active,
    FALSE AS deleted
FROM llx_product AS p
