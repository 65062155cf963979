/*
severity = "high"
subject  = "setting"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["CF01"]

[en]
title   = "Token between programs is the one the product is shipped with"
message = "{name} ({key}) still has the access token that the vendor publishes: whoever reaches it on the network can pass for one of its own programs."
fix     = "Set a long random token on both sides and restart them. Let the port be reached from the servers that need it alone."
[zh]
title   = "程序之间的访问令牌仍是出厂值"
message = "{name}（{key}）仍在用厂商公开的访问令牌，只要网络能连上，就能冒充自己人调用。"
fix     = "两边同时换成足够长的随机令牌并重启；端口只对需要的服务器开放。"
*/
-- Adapters say of a token only whose it is: shipped, own, none.
SELECT s.key, s.company_id, coalesce(s.name, s.key) AS name
FROM setting AS s
WHERE s.key LIKE 'xxl-job.access-token.%' AND s.value = 'shipped'
