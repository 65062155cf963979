/*
severity = "medium"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "likely"
verify   = '''
SELECT count(*)
FROM user_account AS a
JOIN user_account AS b
  ON b.user_id > a.user_id
 AND lower(replace(replace(b.login, ' ', ''), '　', '')) = lower(replace(replace(a.login, ' ', ''), '　', ''))
WHERE a.user_id IN ('{user_ids}') AND b.user_id IN ('{user_ids}')
  AND a.active AND NOT a.deleted AND b.active AND NOT b.deleted
'''

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
    array_agg(f.user_id ORDER BY f.user_id) AS user_ids,
    string_agg(concat('[', f.login, ']'), ', ' ORDER BY f.login, f.user_id) AS logins
FROM folded AS f
JOIN twice AS t ON t.company = f.company AND t.folded = f.folded
GROUP BY f.company, f.folded
