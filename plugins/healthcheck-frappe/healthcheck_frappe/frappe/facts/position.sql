SELECT
    d.name AS position_id,
    d.name AS code,
    d.designation_name AS name,
    NULL AS org_unit_id,
    NULL AS company_id,
    TRUE AS active,
    FALSE AS deleted
FROM `tabDesignation` AS d
