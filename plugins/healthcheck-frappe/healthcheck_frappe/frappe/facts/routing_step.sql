-- Operations of bills in use; those of a Routing are a template that bills copy.
SELECT
    o.name AS routing_step_id,
    o.parent AS routing,
    o.operation AS name,
    NULL AS material_id,
    o.parent AS bom_id,
    NULLIF(o.workstation, '') AS work_center_id,
    (b.docstatus = 1 AND b.is_active = 1) AS active
FROM `tabBOM Operation` AS o
INNER JOIN `tabBOM` AS b ON b.name = o.parent
WHERE o.parenttype = 'BOM'
