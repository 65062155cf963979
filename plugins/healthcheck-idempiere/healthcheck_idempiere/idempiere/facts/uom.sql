SELECT
    u.c_uom_id AS uom_id,
    u.uomsymbol AS code,
    u.name AS name,
    u.isactive = 'Y' AS active
FROM c_uom AS u
