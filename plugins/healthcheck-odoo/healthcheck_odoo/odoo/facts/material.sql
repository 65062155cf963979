-- when: product_template.is_storable
-- A code belongs to the variant; the template's own is empty by design once there are several. The name is taken in the
-- first company's language, because that is the one people maintain. New products get the Buy route by themselves, so
-- that it says nothing about services.
SELECT
  p.id AS material_id,
  NULLIF(p.default_code, '') AS code,
  COALESCE(
    to_jsonb(t.name) ->> l.lang, to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ) AS name,
  NULL AS specification,
  NULL AS model,
  NULL AS brand,
  p.product_tmpl_id AS template_id,
  a.variant AS variant,
  t.categ_id AS category_id,
  t.uom_id AS uom_id,
  NULL AS uom_text,
  t.company_id AS company_id,
  CASE
    WHEN t.type IN ('service', 'combo') THEN t.type
    WHEN t.type = 'consu' AND t.is_storable THEN 'goods'
    WHEN t.type = 'consu' THEN 'consumable'
    ELSE 'other'
  END AS kind,
  CASE
    WHEN t.type = 'service' THEN NULL
    WHEN r.make AND r.buy THEN 'both'
    WHEN r.make THEN 'make'
    WHEN r.buy THEN 'buy'
  END AS procurement,
  COALESCE(t.tracking, 'none') <> 'none' AS lot_tracked,
  CASE WHEN t.use_expiration_date THEN t.expiration_time END AS shelf_life_days,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN (
  SELECT q.lang
  FROM res_company AS c
  INNER JOIN res_partner AS q ON q.id = c.partner_id
  ORDER BY c.id
  LIMIT 1
) AS l ON TRUE
LEFT JOIN (
  SELECT
    o.product_product_id,
    string_agg(
      concat(
        COALESCE(
          to_jsonb(b.name) ->> 'en_US',
          jsonb_path_query_first(to_jsonb(b.name), '$.*') #>> '{}',
          to_jsonb(b.name) #>> '{}'
        ),
        ': ',
        COALESCE(
          to_jsonb(w.name) ->> 'en_US',
          jsonb_path_query_first(to_jsonb(w.name), '$.*') #>> '{}',
          to_jsonb(w.name) #>> '{}'
        )
      ),
      ', ' ORDER BY b.id, w.id
    ) AS variant
  FROM product_variant_combination AS o
  INNER JOIN product_template_attribute_value AS z ON z.id = o.product_template_attribute_value_id
  INNER JOIN product_attribute_value AS w ON w.id = z.product_attribute_value_id
  INNER JOIN product_attribute AS b ON b.id = w.attribute_id
  GROUP BY o.product_product_id
) AS a ON a.product_product_id = p.id
LEFT JOIN (
  SELECT
    s.product_id,
    bool_or(d.name = 'route_warehouse0_manufacture') AS make,
    bool_or(d.name = 'route_warehouse0_buy') AS buy
  FROM stock_route_product AS s
  INNER JOIN ir_model_data AS d ON d.res_id = s.route_id AND d.model IN ('stock.route', 'stock.location.route')
  GROUP BY s.product_id
) AS r ON r.product_id = t.id

-- when: !product_template.is_storable
-- Up to 17 the type itself says whether stock is kept.
SELECT
  p.id AS material_id,
  NULLIF(p.default_code, '') AS code,
  COALESCE(
    to_jsonb(t.name) ->> l.lang, to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ) AS name,
  NULL AS specification,
  NULL AS model,
  NULL AS brand,
  p.product_tmpl_id AS template_id,
  a.variant AS variant,
  t.categ_id AS category_id,
  t.uom_id AS uom_id,
  NULL AS uom_text,
  t.company_id AS company_id,
  CASE
    WHEN t.type IN ('service', 'combo') THEN t.type
    WHEN t.type = 'product' THEN 'goods'
    WHEN t.type = 'consu' THEN 'consumable'
    ELSE 'other'
  END AS kind,
  CASE
    WHEN t.type = 'service' THEN NULL
    WHEN r.make AND r.buy THEN 'both'
    WHEN r.make THEN 'make'
    WHEN r.buy THEN 'buy'
  END AS procurement,
  COALESCE(t.tracking, 'none') <> 'none' AS lot_tracked,
  CASE WHEN t.use_expiration_date THEN t.expiration_time END AS shelf_life_days,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN (
  SELECT q.lang
  FROM res_company AS c
  INNER JOIN res_partner AS q ON q.id = c.partner_id
  ORDER BY c.id
  LIMIT 1
) AS l ON TRUE
LEFT JOIN (
  SELECT
    o.product_product_id,
    string_agg(
      concat(
        COALESCE(
          to_jsonb(b.name) ->> 'en_US',
          jsonb_path_query_first(to_jsonb(b.name), '$.*') #>> '{}',
          to_jsonb(b.name) #>> '{}'
        ),
        ': ',
        COALESCE(
          to_jsonb(w.name) ->> 'en_US',
          jsonb_path_query_first(to_jsonb(w.name), '$.*') #>> '{}',
          to_jsonb(w.name) #>> '{}'
        )
      ),
      ', ' ORDER BY b.id, w.id
    ) AS variant
  FROM product_variant_combination AS o
  INNER JOIN product_template_attribute_value AS z ON z.id = o.product_template_attribute_value_id
  INNER JOIN product_attribute_value AS w ON w.id = z.product_attribute_value_id
  INNER JOIN product_attribute AS b ON b.id = w.attribute_id
  GROUP BY o.product_product_id
) AS a ON a.product_product_id = p.id
LEFT JOIN (
  SELECT
    s.product_id,
    bool_or(d.name = 'route_warehouse0_manufacture') AS make,
    bool_or(d.name = 'route_warehouse0_buy') AS buy
  FROM stock_route_product AS s
  INNER JOIN ir_model_data AS d ON d.res_id = s.route_id AND d.model IN ('stock.route', 'stock.location.route')
  GROUP BY s.product_id
) AS r ON r.product_id = t.id
