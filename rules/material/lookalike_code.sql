/*
severity = "low"
subject  = "material"
reach    = "materials"
effort   = "hours"
tags     = ["codes"]
confidence = "possible"
checks   = ["MC01"]

[en]
title   = "Material codes that people cannot tell apart"
message = "{codes}: the codes differ only in letters read as digits (O and 0, I or l and 1) or in leading zeros."
fix     = "Find out whether this is one thing typed twice. If so keep one code; if not, give one of them a code that cannot be misread, and leave O, I and l out of the code rule."
[zh]
title   = "物料编码形近，人眼分不清"
message = "{codes}：编码只差在形近字符（O 与 0、I 或 l 与 1）或前导零。"
fix     = "先核实是不是同一物料录了两次：是则保留一个编码；不是则给其中一个换成不会认错的编码，并在编码规则中禁用字母 O、I、l。"
*/
WITH repeated AS (
  -- Nearly every code is there once: those are put aside before anything is compared.
  SELECT n.code_lookalike
  FROM material_normalised AS n
  GROUP BY n.code_lookalike
  HAVING min(n.code_folded) <> max(n.code_folded)
),
live AS (
  SELECT
    m.material_id,
    m.code,
    m.name,
    coalesce(m.company_id, '') AS company,
    m.template_id,
    n.code_folded,
    n.code_lookalike,
    n.name_folded
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  INNER JOIN repeated AS r ON r.code_lookalike = n.code_lookalike
  WHERE m.active AND NOT m.deleted AND n.code_lookalike <> ''
),
-- Few codes look alike: only those are numbered and shown.
alike AS (
  SELECT l.company, l.code_lookalike
  FROM live AS l
  GROUP BY l.company, l.code_lookalike
  -- Codes that are the same in full are another rule's; so are the variants of one product.
  HAVING count(*) > 1 AND count(DISTINCT l.code_folded) > 1
    AND (count(l.template_id) < count(*) OR count(DISTINCT l.template_id) > 1)
),
numbered AS (
  SELECT
    l.*,
    row_number() OVER (PARTITION BY l.company, l.code_lookalike ORDER BY l.material_id) AS position
  FROM live AS l
  INNER JOIN alike AS a ON a.company = l.company AND a.code_lookalike = l.code_lookalike
)
SELECT
  min(l.material_id) AS material_id,
  string_agg(CASE WHEN l.position <= 10 THEN '"' || l.code || '" ' || coalesce(l.name, l.material_id) END, ', ' ORDER BY l.material_id)
    AS codes,
  string_agg(CASE WHEN l.position <= 10 THEN l.material_id END, ', ' ORDER BY l.material_id) AS material_ids,
  count(*) AS reach,
  CASE WHEN count(DISTINCT l.name_folded) = 1 AND count(l.name_folded) = count(*) THEN 'likely' ELSE 'possible' END AS confidence
FROM numbered AS l
GROUP BY l.company, l.code_lookalike
