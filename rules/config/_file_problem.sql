-- One row per thing wrong with a configuration file: what `check` found in it, and what a format's own reader says of a file
-- that `check` did not look at, as in a scan of a folder.
-- optional: config_problem
SELECT
    p.path,
    p.number,
    p.kind,
    p.pointer,
    p.keyword,
    p.found,
    p.expected,
    p.nearest,
    p.detail_en,
    p.detail_zh,
    p.origin
FROM config_problem AS p
UNION ALL
SELECT
    f.path,
    'reader' AS number,
    f.problem AS kind,
    NULL AS pointer,
    NULL AS keyword,
    NULL AS found,
    NULL AS expected,
    NULL AS nearest,
    coalesce(f.detail, f.problem) AS detail_en,
    coalesce(f.detail, f.problem) AS detail_zh,
    f.origin
FROM config_file AS f
WHERE f.problem IS NOT NULL AND f.path NOT IN (SELECT o.path FROM config_problem AS o)
