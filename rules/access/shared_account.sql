/*
severity = "medium"
subject  = "user_account"
effort   = "hours"
tags     = ["security"]
industries = []
confidence = "possible"
checks   = ["AS05"]
params   = { addresses = 4, days = 3 }

[en]
title   = "Account that looks shared"
message = "{name} ({login}) signed in from up to {addresses} addresses within one hour, on {days:day|different days}."
fix     = "Ask the shift or the department. Give each person an account; where a terminal must be shared, use a badge or PIN per person."
[zh]
title   = "疑似多人共用账号"
message = "{name}（{login}）一小时内最多从 {addresses} 个地址登录，共有 {days} 天出现这种情况。"
fix     = "到班组或部门核实，一人一号；终端必须共用的，改用刷卡或个人 PIN 码。"
*/
WITH burst AS (
    SELECT e.login, date_trunc('hour', e.at) AS hour, count(DISTINCT e.address) AS addresses
    FROM login_event AS e
    WHERE e.success AND e.login IS NOT NULL AND e.address <> ''
    GROUP BY e.login, date_trunc('hour', e.at)
    HAVING count(DISTINCT e.address) >= {{addresses}}
),
-- The log knows what was typed; a name that several accounts use points at none of them.
account AS (
    SELECT login, min(user_id) AS user_id
    FROM user_account
    WHERE NOT deleted AND login IS NOT NULL
    GROUP BY login
    HAVING count(*) = 1
)
SELECT
    u.user_id,
    coalesce(min(u.name), min(u.login)) AS name,
    min(u.login) AS login,
    max(b.addresses) AS addresses,
    count(DISTINCT CAST(b.hour AS DATE)) AS days
FROM burst AS b
JOIN account AS a ON a.login = b.login
JOIN user_account AS u ON u.user_id = a.user_id
WHERE u.active AND u.kind = 'person'
GROUP BY u.user_id
HAVING count(DISTINCT CAST(b.hour AS DATE)) >= {{days}}
