/*
severity = "medium"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["CF06"]

[en]
title   = "Setting still points at a test or demo address"
message = "{setting} is {value}."
fix     = "Enter the address of the live system, and send one mail and one message through it."
[zh]
title   = "参数仍指向测试或演示地址"
message = "{setting} 仍为 {value}。"
fix     = "改成正式环境地址，并实际发一封邮件、一条消息验证。"
*/
SELECT
    s.key,
    s.company_id,
    concat(s.key, ' (' || nullif(s.name, s.key) || ')') AS setting,
    substr(s.value, 1, 100) AS value,
    -- another program on the same machine is reached that way as well
    CASE WHEN regexp_matches(lower(s.value), 'localhost|127[.]0') THEN 'possible' ELSE 'likely' END AS confidence
FROM setting AS s
WHERE regexp_matches(
    lower(s.value),
    '^([a-z]+://|[^@ ]+@)([^/ ]*[.])?(example[.](com|org|net)|localhost|127[.]0[.]0[.]1)([:/]|$)'
)
