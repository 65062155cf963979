SELECT
    u.cComunitCode AS uom_id,
    u.cComunitCode AS code,
    u.cComUnitName AS name,
    TRUE AS active
FROM ComputationUnit AS u
