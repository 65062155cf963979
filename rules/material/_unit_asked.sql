/* One row per material and unit that stock, offers of suppliers, documents or a company count it in, where that is not its own. */
-- optional: stock, supplier_material, material_use, material_org
WITH asked AS (
  SELECT s.material_id, s.uom_id, 'stock 库存' AS place FROM stock AS s WHERE s.uom_id IS NOT NULL
  UNION
  SELECT p.material_id, p.uom_id, 'suppliers 供应商' FROM supplier_material AS p WHERE p.uom_id IS NOT NULL
  UNION
  SELECT u.material_id, u.uom_id,
    CASE u.kind
      WHEN 'purchase' THEN 'purchase 采购'
      WHEN 'sale' THEN 'sales 销售'
      WHEN 'production' THEN 'production 生产'
      WHEN 'movement' THEN 'movements 出入库'
      WHEN 'request' THEN 'requests 请购'
      ELSE 'other documents 其他单据'
    END
  FROM material_use AS u WHERE u.uom_id <> '' AND u.lines > 0
  UNION
  SELECT x.material_id, x.uom_id, 'company 组织: ' || x.company_id FROM material_org AS x WHERE x.active AND x.uom_id IS NOT NULL
)
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  m.uom_id AS stock_uom_id,
  a.uom_id AS line_uom_id,
  string_agg(DISTINCT a.place, ', ' ORDER BY a.place) AS places
FROM asked AS a
INNER JOIN material AS m ON m.material_id = a.material_id
WHERE m.active AND NOT m.deleted AND a.uom_id <> m.uom_id
GROUP BY m.material_id, coalesce(m.name, m.code, m.material_id), m.uom_id, a.uom_id
