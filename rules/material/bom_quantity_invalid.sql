/*
severity = "high"
subject  = "bom"
effort   = "minutes"
tags     = ["go-live", "bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC10"]

[en]
title   = "Bill of material with a zero or negative quantity"
message = "The bill of {product} makes {quantity}; components at fault: {lines}."
fix     = "Enter the true quantities. A by-product is entered as one, not as a negative component."
[zh]
title   = "BOM 用量为零或负数"
message = "{product}的 BOM 产出数量为 {quantity}；有问题的子件：{lines}。"
fix     = "改成实际用量；副产品请按副产品登记，不要写成负用量的子件。"
*/
WITH bad AS (
  SELECT
    l.bom_id,
    count(*) AS n,
    string_agg(coalesce(c.name, c.code, l.material_id, l.bom_line_id) || ': ' || CAST(CAST(l.quantity AS DOUBLE) AS VARCHAR), ', ' ORDER BY l.bom_line_id)
      AS lines
  FROM bom_line AS l
  LEFT JOIN material AS c ON c.material_id = l.material_id
  WHERE l.quantity <= 0
  GROUP BY l.bom_id
)
SELECT
  b.bom_id,
  p.product,
  CAST(b.quantity AS DOUBLE) AS quantity,
  coalesce(x.lines, '-') AS lines,
  -- Some products read a zero as "optional" and a negative quantity as a by-product; a bill that makes nothing is wrong anywhere.
  CASE WHEN b.quantity <= 0 THEN 'certain' ELSE 'likely' END AS confidence
FROM bom AS b
LEFT JOIN bad AS x ON x.bom_id = b.bom_id
INNER JOIN bom_product AS p ON p.bom_id = b.bom_id
WHERE b.active AND NOT b.deleted AND (b.quantity <= 0 OR x.n > 0)
