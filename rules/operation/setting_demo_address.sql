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
    -- another program on the same machine is reached that way as well, and a search engine may be meant
    CASE WHEN regexp_matches(lower(s.value), 'localhost|127[.]0|[.](baidu|google)[.]') THEN 'possible' ELSE 'likely' END AS confidence
FROM setting AS s
-- Example hosts, the vendor's demo site that Yudao's delivered store of files stands at, this machine, tunnels to a developer's.
WHERE regexp_matches(
    lower(s.value),
    '^([a-z]+://|[^@ ]+@)([^/ ]*[.])?('
    || 'example[.](com|org|net)|x{3,5}[.](com|cn|net)|your-?domain[.](com|cn)|yudao[.]iocoder[.]cn|localhost|127[.]0[.]0[.]1'
    || '|natapp(free)?[0-9]*[.]cc|ngrok(-free)?[.](io|app|dev)|cpolar[.](cn|top|io)|trycloudflare[.]com|loca[.]lt)([:/]|$)'
)
-- Without `http://` only a port shows that it is an address.
OR regexp_matches(lower(s.value), '^(localhost|127[.]0[.]0[.]1):[0-9]+(/|$)')
-- What people type to fill a required field.
OR regexp_matches(lower(s.value), '^https?://www[.](baidu|google)[.]com/?$')
