/*
severity = "medium"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "likely"

[en]
title   = "Sign-in names that differ only in case or spaces"
message = "{size} active accounts sign in as what a person reads as the same name: {logins}."
fix     = "Keep the account in use, move its grants together, and disable or rename the other."
[zh]
title   = "登录名只差大小写或空格"
message = "有 {size} 个在用账号的登录名看上去是同一个：{logins}。"
fix     = "保留在用的账号，合并授权后停用或改名另一个。"
*/
WITH folded AS (
    SELECT
        user_id,
        login,
        coalesce(company_id, '') AS company,
        lower(replace(replace(replace(login, ' ', ''), '　', ''), chr(160), '')) AS folded
    FROM user_account
    WHERE active AND NOT deleted AND login IS NOT NULL
),
twice AS (
    SELECT company, folded
    FROM folded
    WHERE folded <> ''
    GROUP BY company, folded
    HAVING count(*) > 1
)
SELECT
    min(f.user_id) AS user_id,
    count(*) AS size,
    string_agg(concat('[', f.login, ']'), ', ' ORDER BY f.login, f.user_id) AS logins
FROM folded AS f
JOIN twice AS t ON t.company = f.company AND t.folded = f.folded
GROUP BY f.company, f.folded
