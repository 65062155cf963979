/*
severity = "info"
subject  = "material"
effort   = "hours"
tags     = ["codes", "relative"]
params   = { share = 80, at_least = 20, gap = 5 }
confidence = "possible"
checks   = ["MC04"]

[en]
title   = "Running material numbers with a hole"
message = "Between {before} and {code} {missing:number is|numbers are} missing, while {share} % of the numbers of {prefix}… are there."
fix     = "Ask what happened: rows deleted from the database take their history with them, and a reserved range is worth a note in the code rule."
[zh]
title   = "物料流水号断号"
message = "{before} 与 {code} 之间缺了 {missing} 个号，而 {prefix}… 的流水号 {share}% 是连续的。"
fix     = "查明原因：若是直接从库里删的，历史单据会一并失联；若是预留号段，请在编码规则里注明。"
*/
WITH numbered AS (
  SELECT
    m.material_id,
    m.code,
    coalesce(m.company_id, '') AS company_id,
    regexp_replace(n.code_folded, '[0-9]+$', '') AS prefix,
    length(n.code_folded) AS width,
    CAST(right(regexp_extract(n.code_folded, '[0-9]+$', 0), 12) AS BIGINT) AS number
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE regexp_matches(n.code_folded, '[0-9]{3,12}$')
),
dense AS (
  SELECT
    n.company_id,
    n.prefix,
    n.width,
    100.0 * count(DISTINCT n.number) / (max(n.number) - min(n.number) + 1) AS share
  FROM numbered AS n
  GROUP BY n.company_id, n.prefix, n.width
  HAVING count(DISTINCT n.number) >= {{at_least}}
    AND count(DISTINCT n.number) * 100 >= (max(n.number) - min(n.number) + 1) * {{share}}
    -- Most have no hole at all: only the others are put in order.
    AND max(n.number) - min(n.number) + 1 - count(DISTINCT n.number) >= {{gap}}
),
stepped AS (
  -- Deleted rows that are kept still hold their number.
  SELECT
    n.material_id,
    n.code,
    n.prefix,
    n.number,
    d.share,
    lag(n.number) OVER (PARTITION BY n.company_id, n.prefix, n.width ORDER BY n.number, n.material_id) AS last,
    lag(n.code) OVER (PARTITION BY n.company_id, n.prefix, n.width ORDER BY n.number, n.material_id) AS before
  FROM numbered AS n
  INNER JOIN dense AS d ON d.company_id = n.company_id AND d.prefix = n.prefix AND d.width = n.width
)
SELECT s.material_id, s.code, s.before, s.prefix, s.number - s.last - 1 AS missing, floor(s.share) AS share
FROM stepped AS s
WHERE s.number - s.last - 1 >= {{gap}}
