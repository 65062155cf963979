-- Rows are narrowed by record rules; a list of units per role does not exist in Odoo.
SELECT
  g.id AS role_id,
  NULL AS org_unit_id
FROM res_groups AS g
WHERE FALSE
