-- MES children of RuoYi. The unit is written as the unit's code.
SELECT
  m.item_id AS material_id,
  NULLIF(m.item_code, '') AS code,
  m.item_name AS name,
  NULLIF(m.specification, '') AS specification,
  NULL AS model,
  NULL AS brand,
  NULL AS template_id,
  NULL AS variant,
  NULLIF(m.item_type_id, 0) AS category_id,
  NULLIF(m.unit_of_measure, '') AS uom_id,
  NULL AS uom_text,
  NULL AS company_id,
  'goods' AS kind,
  NULL AS procurement,
  m.create_time AS created_at,
  m.batch_flag = 'Y' AS lot_tracked,
  NULL AS shelf_life_days,
  COALESCE(m.enable_flag, 'Y') = 'Y' AS active,
  FALSE AS deleted
FROM md_item AS m
