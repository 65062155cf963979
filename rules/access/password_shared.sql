/*
severity = "medium"
subject  = "user_account"
reach    = "users"
effort   = "minutes"
tags     = ["go-live", "security"]
checks   = ["AS02"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM user_account AS a
JOIN user_account AS b ON b.user_id > a.user_id AND b.password_mark = a.password_mark
WHERE a.user_id IN ('{user_ids}') AND b.user_id IN ('{user_ids}')
  AND a.active AND NOT a.deleted AND b.active AND NOT b.deleted
'''

[en]
title   = "Accounts with the same password"
message = "{size} accounts have one and the same password: {logins}."
fix     = "Have each of them choose a new password at the next sign-in, and switch on that initial passwords must be changed. Ask the vendor to salt hashes per account."
[zh]
title   = "多个账号用同一个密码"
message = "有 {size} 个账号的密码完全相同：{logins}。"
fix     = "让这些账号下次登录时强制改密，并开启“首次登录必须修改密码”；同时要求厂商对密码按账号加盐。"
*/
-- The mark is a keyed digest whose key is gone: it tells that two are equal, and nothing about the password.
WITH marked AS (
    SELECT
        u.user_id,
        u.password_mark,
        coalesce(u.login, u.name, u.user_id) AS login,
        row_number() OVER (PARTITION BY u.password_mark ORDER BY coalesce(u.login, u.name, u.user_id), u.user_id) AS n,
        CASE WHEN s.user_id IS NULL THEN 0 ELSE 1 END AS superuser
    FROM user_account AS u
    LEFT JOIN superuser AS s ON s.user_id = u.user_id
    WHERE u.password_mark IS NOT NULL AND u.active AND NOT u.deleted
)
SELECT
    min(user_id) AS user_id,
    count(*) AS size,
    array_agg(user_id ORDER BY n) FILTER (WHERE n <= 500) AS user_ids,
    count(*) AS reach,
    sum(superuser) AS superusers,
    string_agg(CASE WHEN n <= 8 THEN login END, ', ' ORDER BY n) AS logins
FROM marked
GROUP BY password_mark
HAVING count(*) > 1
