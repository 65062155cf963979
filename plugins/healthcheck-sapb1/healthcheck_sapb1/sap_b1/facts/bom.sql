-- A bill is keyed by its product. S: sold as a set; T: a template; A: put together when sold. The column's name is the product's own spelling.
SELECT
    t.Code AS bom_id,
    t.Code AS code,
    t.Code AS material_id,
    NULL AS template_id,
    t.Qauntity AS quantity,
    CASE WHEN t.TreeType = 'S' THEN 'phantom' ELSE 'normal' END AS kind,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    TRUE AS active,
    FALSE AS deleted
FROM OITT AS t
WHERE t.TreeType <> 'T'
