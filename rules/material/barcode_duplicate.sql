/*
severity = "high"
subject  = "barcode"
reach    = "materials"
effort   = "hours"
tags     = ["go-live", "barcodes"]
checks   = ["MC12"]

[en]
title   = "One barcode on several materials"
message = "Barcode {code} stands for {materials}: a scan books whichever the system finds first."
fix     = "Find out which material really bears the barcode, take it off the others and reprint their labels."
[zh]
title   = "同一条码对应多个物料"
message = "条码 {code} 同时对应 {materials}，扫码时系统取到哪个算哪个。"
fix     = "按实物确认条码归属，从其余物料上删除该条码并重打标签。"
*/
WITH live AS (
  SELECT
    b.barcode_id,
    b.material_id,
    upper(trim(b.code)) AS code,
    m.template_id,
    coalesce(b.company_id, m.company_id, '') AS company
  FROM barcode AS b
  INNER JOIN material AS m ON m.material_id = b.material_id
  WHERE NOT b.deleted AND m.active AND NOT m.deleted AND trim(b.code) <> ''
),
-- Few codes are there twice: only those are numbered and shown.
twice AS (
  SELECT l.company, l.code
  FROM live AS l
  GROUP BY l.company, l.code
  HAVING min(l.material_id) <> max(l.material_id)
),
things AS (
  SELECT
    l.company,
    l.code,
    l.material_id,
    min(l.barcode_id) AS barcode_id,
    min(l.template_id) AS template_id,
    min(coalesce(m.code, m.material_id) || coalesce(' ' || m.name, '')) AS material,
    row_number() OVER (PARTITION BY l.company, l.code ORDER BY l.material_id) AS position
  FROM live AS l
  INNER JOIN twice AS t ON t.company = l.company AND t.code = l.code
  INNER JOIN material AS m ON m.material_id = l.material_id
  GROUP BY l.company, l.code, l.material_id
)
SELECT
  min(t.barcode_id) AS barcode_id,
  t.code,
  count(*) AS reach,
  string_agg(CASE WHEN t.position <= 10 THEN t.material END, ', ' ORDER BY t.material_id) AS materials,
  -- Some shops print one barcode on every colour of a product.
  CASE WHEN count(t.template_id) = count(*) AND count(DISTINCT t.template_id) = 1 THEN 'likely' ELSE 'certain' END AS confidence
FROM things AS t
GROUP BY t.company, t.code
