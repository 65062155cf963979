/*
One row per material: its texts folded so that what means the same reads the same. The one place where text is folded
for comparison; every rule that compares codes or names reads this table.

- code_folded: full-width as half-width, one kind of dash, upper case, no spaces, no invisible or control characters.
- code_lookalike: code_folded with the letters O and I, l and the bar read as the digits they are mistaken for; codes
  of digits only without leading zeros (a spreadsheet drops them). Case is looked at before it is folded: l resembles
  1, L does not.
- code_shape: code_folded with every digit as 9 and every Latin letter as A.
- name_folded: full-width as half-width, lower case, one sign for times, diameter, dash and quotes. Spaces go, except
  where one stands between two digits: 1 1/2 is not 11/2. Where the case of a letter is the meaning it stays apart: 10MΩ
  is not 10mΩ (#mega), and the hole 20H7 is not the shaft 20h7 (#hole).

Near-duplicates over name, specification and brand have a normalisation of their own (healthcheck.matching).

Texts that hold nothing to fold are left alone, and the everyday signs have a short table of their own: the long one
costs ten times as much per text, and a million materials must stay a matter of seconds.
Folding the folded text changes nothing. NULL stays NULL; '' means there was nothing but spaces.
*/
WITH sign AS (
  SELECT
    '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～‐‑‒–—―−'
      AS wide,
    '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~-------'
      AS half,
    '×✕✖╳х＊*ΦφϕФфØø⌀∅″“”„′‘’' AS mark,
    'xxxxxxxφφφφφφφφφ""""''''''' AS plain,
    -- everything that is seen as a space
    chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193)
      || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201)
      || chr(8202) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288) AS space,
    '                        ' AS blank,
    -- everything that is not seen: controls, soft hyphen, zero width, writing direction, byte order mark
    chr(0) || chr(1) || chr(2) || chr(3) || chr(4) || chr(5) || chr(6) || chr(7) || chr(8) || chr(14) || chr(15)
      || chr(16) || chr(17) || chr(18) || chr(19) || chr(20) || chr(21) || chr(22) || chr(23) || chr(24) || chr(25)
      || chr(26) || chr(27) || chr(28) || chr(29) || chr(30) || chr(31) || chr(127) || chr(173) || chr(8203)
      || chr(8204) || chr(8205) || chr(8206) || chr(8207) || chr(8234) || chr(8235) || chr(8236) || chr(8237)
      || chr(8238) || chr(8288) || chr(8294) || chr(8295) || chr(8296) || chr(8297) || chr(65279) AS unseen
),
visible AS (
  SELECT
    m.material_id,
    CASE WHEN regexp_matches(m.code, '[^!-~]')
      THEN translate(m.code, s.wide || s.space || s.unseen, s.half || s.blank) ELSE m.code END AS code,
    CASE
      WHEN regexp_matches(m.name, '[^ -~\x{4E00}-\x{9FFF}（），：；×Φφ]')
        THEN translate(m.name, s.mark || s.wide || s.space || s.unseen, s.plain || s.half || s.blank)
      WHEN regexp_matches(m.name, '[*（），：；×Φ]') THEN translate(m.name, '*（），：；×Φ', 'x(),:;xφ')
      ELSE m.name
    END AS name
  FROM material AS m
  CROSS JOIN sign AS s
),
spelt AS (
  -- three passes halve runs of spaces: enough for eight in a row, and more than that is no text
  SELECT
    v.material_id,
    replace(v.code, ' ', '') AS code,
    replace(replace(replace(trim(v.name), '  ', ' '), '  ', ' '), '  ', ' ') AS name,
    CASE WHEN regexp_matches(v.name, '[0-9] ?M([ΩΩWVAFJ]|ohm)') THEN '#mega' ELSE '' END
      || CASE WHEN regexp_matches(v.name, '[0-9](JS|[EFGHKNP])[0-9]') THEN '#hole' ELSE '' END AS name_case
  FROM visible AS v
)
SELECT
  p.material_id,
  upper(p.code) AS code_folded,
  CASE WHEN regexp_matches(p.code, '^[0-9]+$') THEN ltrim(p.code, '0')
    WHEN regexp_matches(p.code, '[OoIl|]') THEN upper(translate(p.code, 'OoIl|', '00111'))
    ELSE upper(p.code) END AS code_lookalike,
  -- most codes are letters and then digits; every sign that is translated costs as much as a search
  CASE WHEN regexp_matches(upper(p.code), '^[A-Z]*[0-9]*$')
    THEN repeat('A', length(regexp_extract(upper(p.code), '^[A-Z]*')))
      || repeat('9', length(regexp_extract(upper(p.code), '[0-9]*$')))
    ELSE translate(regexp_replace(upper(p.code), '[B-Z]', 'A', 'g'), '012345678', '999999999') END AS code_shape,
  CASE WHEN regexp_matches(p.name, '[0-9] [0-9]') THEN lower(p.name) ELSE replace(lower(p.name), ' ', '') END
    || p.name_case AS name_folded
FROM spelt AS p
