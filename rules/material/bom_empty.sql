/*
severity = "medium"
subject  = "bom"
effort   = "hours"
tags     = ["go-live", "bom"]
industries = ["manufacturing", "medical"]

[en]
title   = "Bill of material without components"
message = "The bill of {product} ({kind:word}) is in use and has no component."
fix     = "Enter the components, or take the bill out of use so that a complete one is chosen."
[zh]
title   = "BOM 没有子件"
message = "{product}的 BOM（{kind:word}）已启用，却没有任何子件。"
fix     = "补录子件，或停用该 BOM，以便系统选用完整的那一份。"
*/
SELECT b.bom_id, p.product, b.kind
FROM bom AS b
LEFT JOIN bom_line AS l ON l.bom_id = b.bom_id
INNER JOIN bom_product AS p ON p.bom_id = b.bom_id
WHERE b.active AND NOT b.deleted AND l.bom_id IS NULL
  -- What is switched off, or not made any more, needs no components.
  AND p.in_use = 1
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
