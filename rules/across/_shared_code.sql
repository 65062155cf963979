/*
One row per code and system that carries it: materials in use whose code several systems may share.

- code_key: the code as it is compared between systems: full-width as half-width, upper case, one kind of dash, no spaces
  and nothing that is not seen.
- written: the code as that system writes it, materials: how many materials carry it there.
*/
WITH spelt AS (
  SELECT
    m.system,
    m.material_id,
    m.code,
    m.category,
    m.company,
    upper(regexp_replace(
      translate(
        m.code,
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～‐‑‒–—―−',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~-------'
      ),
      '[\s\p{Z}\p{C}]+', '', 'g'
    )) AS code_key,
    coalesce(m.active, TRUE) AND NOT coalesce(m.deleted, FALSE) AS live
  FROM system_material AS m
  WHERE m.code IS NOT NULL AND NOT coalesce(m.deleted, FALSE)
)
SELECT
  s.system,
  s.code_key,
  min(s.material_id) AS material_id,
  min(s.code) AS written,
  min(s.category) AS category,
  count(*) AS materials,
  bool_or(s.live) AS live,
  bool_and(s.live) AS all_live
FROM spelt AS s
WHERE s.code_key <> ''
GROUP BY s.system, s.code_key
