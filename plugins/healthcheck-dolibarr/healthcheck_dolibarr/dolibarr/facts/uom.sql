-- Scale is a power of ten within its kind, or the number itself for time: not one thing, so no factor is given.
SELECT
    c.rowid AS uom_id,
    c.code AS code,
    COALESCE(NULLIF(c.short_label, ''), c.label) AS name,
    c.unit_type AS dimension,
    c.active = 1 AS active
FROM llx_c_units AS c
