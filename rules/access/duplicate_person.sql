/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["security"]
confidence = "likely"
verify   = '''
SELECT count(*)
FROM user_account AS a
JOIN user_account AS b ON b.user_id > a.user_id AND trim(b.name) = trim(a.name)
WHERE a.user_id IN ('{user_ids}') AND b.user_id IN ('{user_ids}')
  AND a.active AND NOT a.deleted AND b.active AND NOT b.deleted
  AND (
    lower(trim(b.email)) = lower(trim(a.email))
    OR replace(replace(b.phone, ' ', ''), '-', '') = replace(replace(a.phone, ' ', ''), '-', '')
  )
'''

[en]
title   = "One person with several accounts"
message = "{name} has {size} active accounts with the same name and the same e-mail or phone: {logins}."
fix     = "Keep one account per person. If the second is for a second job, record a waiver."
[zh]
title   = "一人多号"
message = "{name}有 {size} 个在用账号，姓名和邮箱（或手机号）都相同：{logins}。"
fix     = "一人只留一个账号；确因兼岗需要的，登记豁免。"
*/
WITH person AS (
    SELECT
        user_id,
        coalesce(login, user_id) AS login,
        trim(name) AS name,
        coalesce(company_id, '') AS company,
        nullif(lower(trim(email)), '') AS email,
        nullif(replace(replace(phone, ' ', ''), '-', ''), '') AS phone
    FROM user_account
    WHERE active AND NOT deleted AND kind = 'person' AND trim(name) <> ''
),
same_email AS (
    SELECT company, name, email, min(user_id) AS first_id
    FROM person
    WHERE email IS NOT NULL
    GROUP BY company, name, email
    HAVING count(*) > 1
),
same_phone AS (
    SELECT company, name, phone, min(user_id) AS first_id
    FROM person
    WHERE phone IS NOT NULL
    GROUP BY company, name, phone
    HAVING count(*) > 1
),
-- Every account belongs to the smallest key it shares a name and a contact with.
pair AS (
    SELECT p.user_id, s.first_id
    FROM person AS p
    JOIN same_email AS s ON s.company = p.company AND s.name = p.name AND s.email = p.email
    UNION
    SELECT p.user_id, s.first_id
    FROM person AS p
    JOIN same_phone AS s ON s.company = p.company AND s.name = p.name AND s.phone = p.phone
),
member AS (
    SELECT user_id, min(first_id) AS first_id FROM pair GROUP BY user_id
)
SELECT
    m.first_id AS user_id,
    min(p.name) AS name,
    count(*) AS size,
    array_agg(m.user_id ORDER BY m.user_id) AS user_ids,
    string_agg(p.login, ', ' ORDER BY p.login) AS logins
FROM member AS m
JOIN person AS p ON p.user_id = m.user_id
GROUP BY m.first_id
HAVING count(*) > 1
