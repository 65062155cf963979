-- Switched on by a constant; those with a further part in their name belong to a module.
SELECT
    c.name AS module_id,
    SUBSTRING(c.name, 13) AS code,
    SUBSTRING(c.name, 13) AS name,
    'installed' AS state,
    CONCAT('llx_const#', MIN(c.rowid)) AS origin
FROM llx_const AS c
WHERE c.name LIKE 'MAIN!_MODULE!_%' ESCAPE '!' AND c.name NOT LIKE 'MAIN!_MODULE!_%!_%' ESCAPE '!' AND c.value = '1'
GROUP BY c.name
