/*
severity = "low"
subject  = "config_value"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
repair   = { steps = ["trim", "width"] }

[en]
title   = "Value with spaces at its ends or full-width letters"
message = "{path}: {pointer} is {shown}; what looks the same elsewhere is another value."
fix     = "Take out the spaces and write letters and digits in ordinary width; `healthcheck check --fix` does it."
[zh]
title   = "配置值首尾有空格或含全角字母数字"
message = "{path}：{pointer} 的值是 {shown}；看上去一样的值，系统会当成另一个。"
fix     = "去掉首尾空格，把字母、数字改成半角；`healthcheck check --fix` 可自动修复。"
*/
SELECT path, pointer, '"' || value || '"' AS shown, path AS cause_key
FROM config_value
WHERE length(value) < 200
    AND NOT regexp_matches(value, '[\r\n]')
    AND regexp_matches(value, '^[\s\x{3000}]+[^\s]|[^\s][\s\x{3000}]+$|[０-９Ａ-Ｚａ-ｚ]')
