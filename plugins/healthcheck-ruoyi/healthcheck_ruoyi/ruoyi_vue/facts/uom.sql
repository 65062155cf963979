-- Keyed by code, because that is what materials write.
SELECT
  u.measure_code AS uom_id,
  u.measure_code AS code,
  u.measure_name AS name,
  COALESCE(NULLIF(u.primary_id, 0), u.measure_id) AS dimension,
  u.change_rate AS factor,
  u.primary_flag = 'Y' AS is_base,
  COALESCE(u.enable_flag, 'Y') = 'Y' AS active,
  CONCAT('md_unit_measure#', u.measure_id) AS origin
FROM md_unit_measure AS u
