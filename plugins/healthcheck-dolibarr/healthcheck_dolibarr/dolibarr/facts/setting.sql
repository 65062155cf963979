-- Only switches: secrets are kept among the constants.
SELECT c.name AS `key`, CASE WHEN c.entity = 0 THEN '' ELSE c.entity END AS company_id, c.name AS name, c.value AS value
FROM llx_const AS c
WHERE c.value IN ('0', '1') AND c.name NOT LIKE '%PASS%' AND c.name NOT LIKE '%KEY%' AND c.name NOT LIKE 'MAIN!_MODULE!_%' ESCAPE '!'
