/*
severity = "low"
subject  = "material"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["MC14"]

[en]
title   = "Placeholder instead of a value"
message = "{name}: {values:word} is no value, it only fills the field."
fix     = "Enter the value, or leave the field empty: a placeholder passes every check for emptiness and is printed on orders."
[zh]
title   = "用占位符凑数的字段"
message = "{name}：{values:word} 不是有效值，只是凑数。"
fix     = "补录真实值；没有就留空。占位符能骗过必填校验，还会印到单据上。"
*/
-- optional: material.specification, material.model, material.brand, material.uom_text
WITH suspect AS (
  -- One look at all fields of a material; few have any.
  SELECT m.*
  FROM material AS m
  WHERE m.active AND NOT m.deleted
    AND regexp_matches(
      concat_ws(chr(31), m.name, m.code, m.specification, m.model, m.brand, m.uom_text),
      '(?i)(?:^|\x1f) *(?:待定|待补|待补充|待确认|暂无|暂定|未知|不详|同上|见备注|见图纸?|x{3,}|\?+|？+|tbd|tba|todo|unknown|null|none|undefined|nan|#n/a|#ref!|#value!|n/?a|-{2,}|/{2,}|\.{2,}|\*{2,}|9{6,}|0{6,}) *(?:\x1f|$)'
    )
),
said AS (
  SELECT s.material_id, 'name 名称' AS field, s.name AS value FROM suspect AS s
  UNION ALL
  SELECT s.material_id, 'code 编码', s.code FROM suspect AS s
  UNION ALL
  SELECT s.material_id, 'specification 规格', s.specification FROM suspect AS s
  UNION ALL
  SELECT s.material_id, 'model 型号', s.model FROM suspect AS s
  UNION ALL
  SELECT s.material_id, 'brand 品牌', s.brand FROM suspect AS s
  UNION ALL
  SELECT s.material_id, 'unit 单位', s.uom_text FROM suspect AS s
),
filled AS (
  SELECT s.material_id, s.field, trim(s.value) AS value
  FROM said AS s
  WHERE regexp_matches(
    trim(s.value),
    '(?i)^(待定|待补|待补充|待确认|暂无|暂定|未知|不详|同上|见备注|见图纸?|x{3,}|\?+|？+|tbd|tba|todo|unknown|null|none|undefined|nan|#n/a|#ref!|#value!|n/?a|-{2,}|/{2,}|\.{2,}|\*{2,}|9{6,}|0{6,})$'
  )
)
SELECT
  f.material_id,
  coalesce(m.name, m.code, f.material_id) AS name,
  string_agg(f.field || ' = ' || f.value, ', ' ORDER BY f.field) AS "values"
FROM filled AS f
INNER JOIN material AS m ON m.material_id = f.material_id
GROUP BY f.material_id, coalesce(m.name, m.code, f.material_id)
