/*
severity = "medium"
subject  = "system_material"
effort   = "hours"
tags     = ["codes", "group"]
checks   = ["MC03"]

[en]
title   = "One code, written differently in two systems"
message = "{spellings}: people read one code, an interface that compares them character by character finds none."
fix     = "Write the code in one way, that of the leading system, and let the interface refuse codes with spaces, full-width or invisible characters."
[zh]
title   = "同一编码在各系统写法不同"
message = "{spellings}：人看是同一个编码，接口逐字比对却对不上。"
fix     = "以主数据系统的写法为准统一编码，并让接口拒收带空格、全角或不可见字符的编码。"
*/
SELECT
  min(s.system) AS system,
  arg_min(s.material_id, s.system) AS material_id,
  s.code_key AS code,
  string_agg(s.system || ': ' || s.written, '; ' ORDER BY s.system) AS spellings
FROM shared_code AS s
GROUP BY s.code_key
HAVING count(DISTINCT s.written) > 1 AND max(s.materials) = 1
