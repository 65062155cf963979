/*
severity = "low"
subject  = "material"
effort   = "hours"
tags     = ["codes", "relative"]
params   = { share = 90, at_least = 10 }
confidence = "likely"
checks   = ["MC04"]

[en]
title   = "Code begins like those of another category"
message = "{code} lies in category {category}, whose codes begin with {usual}; {prefix} begins {share} % of the codes of {other}."
fix     = "Look at the part. Move it to the category that its code stands for, or give it a code of its own category."
[zh]
title   = "编码前缀与所属分类不符"
message = "{code} 属于分类「{category}」，该类编码以 {usual} 开头；而「{other}」的编码 {share}% 以 {prefix} 开头。"
fix     = "核对实物：分类挂错的改分类，编码给错的按本类重编。"
*/
WITH headed AS (
  -- Letters at the beginning, or digits that a sign sets apart: BR-0001, 0203-0001.
  SELECT
    m.material_id,
    m.code,
    m.category_id,
    rtrim(regexp_extract(n.code_folded, '^([A-Z]+|[0-9]+[-._/])', 1), '-._/') AS prefix
  FROM material AS m
  INNER JOIN material_normalised AS n ON n.material_id = m.material_id
  WHERE m.active AND NOT m.deleted AND m.category_id IS NOT NULL AND n.code_folded <> ''
),
counted AS (
  SELECT h.category_id, h.prefix, count(*) AS codes FROM headed AS h GROUP BY h.category_id, h.prefix
),
whole AS (
  SELECT c.category_id, sum(c.codes) AS codes FROM counted AS c GROUP BY c.category_id
),
usual AS (
  SELECT c.category_id, c.prefix, c.codes, floor(100.0 * c.codes / w.codes) AS share
  FROM counted AS c
  INNER JOIN whole AS w ON w.category_id = c.category_id
  WHERE c.prefix <> '' AND c.codes >= {{at_least}} AND c.codes * 100 >= w.codes * {{share}}
),
owner AS (
  -- A prefix that several categories share belongs to none of them.
  SELECT u.prefix, min(u.category_id) AS category_id, max(u.share) AS share
  FROM usual AS u
  GROUP BY u.prefix
  HAVING count(*) = 1
)
SELECT
  h.material_id,
  h.code,
  h.prefix,
  o.share,
  u.prefix AS usual,
  coalesce(own.name, own.code, h.category_id) AS category,
  coalesce(g.name, g.code, o.category_id) AS other
FROM headed AS h
INNER JOIN usual AS u ON u.category_id = h.category_id AND u.prefix <> h.prefix
INNER JOIN owner AS o ON o.prefix = h.prefix AND o.category_id <> h.category_id
LEFT JOIN material_category AS own ON own.category_id = h.category_id
LEFT JOIN material_category AS g ON g.category_id = o.category_id
