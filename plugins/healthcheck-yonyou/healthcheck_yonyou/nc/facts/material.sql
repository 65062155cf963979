SELECT
    m.pk_material AS material_id,
    m.code AS code,
    m.name AS name,
    NULLIF(m.materialspec, '~') AS specification,
    NULLIF(m.materialtype, '~') AS model,
    NULLIF(m.pk_measdoc, '~') AS uom_id,
    CASE WHEN m.enablestate = 2 THEN 1 ELSE 0 END AS active,
    CASE WHEN COALESCE(m.dr, 0) = 0 THEN 0 ELSE 1 END AS deleted
FROM bd_material m
