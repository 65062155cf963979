-- What people know as the item is the variant. Of several categories one is shown, first one that is gone.
-- when: product_template.producible, product_template.purchasable
SELECT
  p.id AS material_id,
  NULLIF(p.code, '') AS code,
  t.name AS name,
  NULLIF(p.description, '') AS specification,
  NULL AS model,
  NULL AS brand,
  p.template AS template_id,
  NULL AS variant,
  COALESCE(c.dead, c.category) AS category_id,
  t.default_uom AS uom_id,
  NULL AS uom_text,
  NULL AS company_id,
  CASE
    WHEN t.type = 'goods' AND t.consumable THEN 'consumable'
    WHEN t.type = 'goods' THEN 'goods'
    WHEN t.type = 'service' THEN 'service'
    WHEN t.type = 'assets' THEN 'asset'
    WHEN t.type = 'kit' THEN 'combo'
    ELSE 'other'
  END AS kind,
  CASE
    WHEN t.type = 'service' THEN NULL
    WHEN t.producible AND t.purchasable THEN 'both'
    WHEN t.producible THEN 'make'
    WHEN t.purchasable THEN 'buy'
  END AS procurement,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN (
  SELECT l.template, MIN(l.category) AS category, MIN(CASE WHEN k.id IS NULL THEN l.category END) AS dead
  FROM "product_template-product_category" AS l
  LEFT JOIN product_category AS k ON k.id = l.category
  GROUP BY l.template
) AS c ON c.template = t.id

-- when: product_template.purchasable
SELECT
  p.id AS material_id,
  NULLIF(p.code, '') AS code,
  t.name AS name,
  NULLIF(p.description, '') AS specification,
  NULL AS model,
  NULL AS brand,
  p.template AS template_id,
  NULL AS variant,
  COALESCE(c.dead, c.category) AS category_id,
  t.default_uom AS uom_id,
  NULL AS uom_text,
  NULL AS company_id,
  CASE
    WHEN t.type = 'goods' AND t.consumable THEN 'consumable'
    WHEN t.type = 'goods' THEN 'goods'
    WHEN t.type = 'service' THEN 'service'
    WHEN t.type = 'assets' THEN 'asset'
    WHEN t.type = 'kit' THEN 'combo'
    ELSE 'other'
  END AS kind,
  CASE WHEN t.type <> 'service' AND t.purchasable THEN 'buy' END AS procurement,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN (
  SELECT l.template, MIN(l.category) AS category, MIN(CASE WHEN k.id IS NULL THEN l.category END) AS dead
  FROM "product_template-product_category" AS l
  LEFT JOIN product_category AS k ON k.id = l.category
  GROUP BY l.template
) AS c ON c.template = t.id

-- when: product_template.producible
SELECT
  p.id AS material_id,
  NULLIF(p.code, '') AS code,
  t.name AS name,
  NULLIF(p.description, '') AS specification,
  NULL AS model,
  NULL AS brand,
  p.template AS template_id,
  NULL AS variant,
  COALESCE(c.dead, c.category) AS category_id,
  t.default_uom AS uom_id,
  NULL AS uom_text,
  NULL AS company_id,
  CASE
    WHEN t.type = 'goods' AND t.consumable THEN 'consumable'
    WHEN t.type = 'goods' THEN 'goods'
    WHEN t.type = 'service' THEN 'service'
    WHEN t.type = 'assets' THEN 'asset'
    WHEN t.type = 'kit' THEN 'combo'
    ELSE 'other'
  END AS kind,
  CASE WHEN t.type <> 'service' AND t.producible THEN 'make' END AS procurement,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN (
  SELECT l.template, MIN(l.category) AS category, MIN(CASE WHEN k.id IS NULL THEN l.category END) AS dead
  FROM "product_template-product_category" AS l
  LEFT JOIN product_category AS k ON k.id = l.category
  GROUP BY l.template
) AS c ON c.template = t.id

-- when: product_template
SELECT
  p.id AS material_id,
  NULLIF(p.code, '') AS code,
  t.name AS name,
  NULLIF(p.description, '') AS specification,
  NULL AS model,
  NULL AS brand,
  p.template AS template_id,
  NULL AS variant,
  COALESCE(c.dead, c.category) AS category_id,
  t.default_uom AS uom_id,
  NULL AS uom_text,
  NULL AS company_id,
  CASE
    WHEN t.type = 'goods' AND t.consumable THEN 'consumable'
    WHEN t.type = 'goods' THEN 'goods'
    WHEN t.type = 'service' THEN 'service'
    WHEN t.type = 'assets' THEN 'asset'
    WHEN t.type = 'kit' THEN 'combo'
    ELSE 'other'
  END AS kind,
  NULL AS procurement,
  p.create_date AS created_at,
  p.active AND t.active AS active,
  FALSE AS deleted
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN (
  SELECT l.template, MIN(l.category) AS category, MIN(CASE WHEN k.id IS NULL THEN l.category END) AS dead
  FROM "product_template-product_category" AS l
  LEFT JOIN product_category AS k ON k.id = l.category
  GROUP BY l.template
) AS c ON c.template = t.id
