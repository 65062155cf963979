/*
severity = "low"
subject  = "config_value"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
repair   = { steps = ["dedupe"] }

[en]
title   = "Entry that stands twice in one list"
message = "{path}: {entry} stands {times} times in the list {list}."
fix     = "Keep one of them; `healthcheck check --fix` does it."
[zh]
title   = "列表中有重复条目"
message = "{path}：列表 {list} 中 {entry} 出现了 {times} 次。"
fix     = "只保留一条；`healthcheck check --fix` 可自动修复。"
*/
WITH item AS (
    SELECT
        path,
        pointer,
        value,
        regexp_extract(pointer, '^(.*)/[0-9]+$', 1) AS list,
        CAST(regexp_extract(pointer, '/([0-9]{1,9})$', 1) AS BIGINT) AS number
    FROM config_value
    WHERE regexp_matches(pointer, '/[0-9]{1,9}$')
),
-- Numbered from 0 without a gap: a list of scalars, not an object whose keys are numbers.
list AS (
    SELECT path, list
    FROM item
    GROUP BY path, list
    HAVING min(number) = 0 AND max(number) = count(*) - 1
)
SELECT
    i.path,
    -- The last of them is the one to go.
    i.list || '/' || CAST(max(i.number) AS VARCHAR) AS pointer,
    i.list,
    i.value AS entry,
    count(*) AS times,
    i.path AS cause_key
FROM item AS i
JOIN list AS l ON l.path = i.path AND l.list = i.list
-- Numbers and yes or no may well repeat.
WHERE regexp_matches(i.value, '\p{L}') AND lower(i.value) NOT IN ('true', 'false', 'null', 'yes', 'no')
GROUP BY i.path, i.list, i.value
HAVING count(*) > 1
