/*
severity = "medium"
subject  = "user_account"
discriminator = ["scheme"]
reach    = "users"
effort   = "days"
tags     = ["security", "relative"]
checks   = ["AS03"]
confidence = "likely"
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.password_scheme = '{scheme}' AND u.active AND NOT u.deleted
'''

[en]
title   = "Passwords kept in a form that is quickly read back"
message = "The passwords of {size:account|accounts}, such as {logins}, are kept as {how:word}: whoever gets a copy of the table has most of them within minutes."
fix     = "Have the vendor store a slow, salted hash (bcrypt, PBKDF2, Argon2) and convert at the next sign-in. Until then restrict who may read the table and its backups."
[zh]
title   = "密码存储方式容易被还原"
message = "有 {size} 个账号（如 {logins}）的密码以 {how:word} 方式存储，表数据一旦外泄，大部分密码几分钟就能还原。"
fix     = "要求厂商改用加盐的慢哈希（bcrypt、PBKDF2、Argon2），用户下次登录时转换；在此之前严格限制该表和备份的读取权限。"
*/
-- One finding for all accounts kept in one way: it is the product that is repaired, not the account.
WITH weak AS (
    SELECT
        user_id,
        coalesce(login, name, user_id) AS login,
        password_scheme AS scheme,
        row_number() OVER (PARTITION BY password_scheme ORDER BY coalesce(login, name, user_id), user_id) AS n
    FROM user_account
    WHERE password_scheme IN ('plain', 'unsalted') AND active AND NOT deleted
)
SELECT
    min(user_id) AS user_id,
    scheme,
    CASE scheme WHEN 'plain' THEN 'plain text 明文' ELSE 'a hash without salt 未加盐哈希' END AS how,
    count(*) AS size,
    count(*) AS reach,
    string_agg(CASE WHEN n <= 3 THEN login END, ', ' ORDER BY n) AS logins
FROM weak
GROUP BY scheme
