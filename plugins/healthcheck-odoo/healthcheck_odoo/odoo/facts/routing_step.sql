-- Operations belong to the bill since version 14.
-- when: mrp_routing_workcenter.bom_id
SELECT
  w.id AS routing_step_id,
  b.code AS routing,
  w.name AS name,
  NULL AS material_id,
  w.bom_id AS bom_id,
  w.workcenter_id AS work_center_id,
  COALESCE(w.active, TRUE) AND COALESCE(b.active, TRUE) AS active
FROM mrp_routing_workcenter AS w
LEFT JOIN mrp_bom AS b ON b.id = w.bom_id
