-- Quantities are signed already: below zero means more was issued than received.
SELECT
    s.id AS stock_id,
    s.material_id AS material_id,
    COALESCE(d.name, CONCAT('#', s.depot_id)) AS warehouse,
    NULL AS lot,
    s.current_number AS quantity,
    s.current_number * s.current_unit_price AS amount,
    NULLIF(s.tenant_id, 0) AS company_id
FROM jsh_material_current_stock AS s
LEFT JOIN jsh_depot AS d ON d.id = s.depot_id
WHERE COALESCE(s.delete_flag, '0') <> '1'
