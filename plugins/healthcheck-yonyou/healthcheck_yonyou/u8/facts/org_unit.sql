SELECT
    d.cDepCode AS org_unit_id,
    d.cDepCode AS code,
    d.cDepName AS name,
    NULL AS company_id,
    FALSE AS deleted
FROM Department AS d
