/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["OM02"]
params   = { most_percent = 80 }
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.org_unit_id IS NULL AND u.active AND NOT u.deleted
'''

[en]
title   = "Active account without an organisational unit"
message = "The account {name} belongs to no unit, while {placed} of {people} accounts around it do."
fix     = "Enter the unit the person works in. Data scopes and approval routes by department need it."
[zh]
title   = "在用账号没有所属部门"
message = "账号{name}没有所属部门（同一公司 {people} 个账号里有 {placed} 个都填了）。"
fix     = "补上所在部门；按部门的数据权限和审批流都靠它取数。"
*/
WITH person AS (
    SELECT user_id, coalesce(name, login, user_id) AS name, org_unit_id, coalesce(company_id, '') AS company
    FROM user_account
    WHERE active AND NOT deleted AND NOT superuser AND kind = 'person'
),
-- Measured per company: a tenant that keeps no departments at all is not at fault.
share AS (
    SELECT company, count(*) AS people, count(org_unit_id) AS placed
    FROM person
    GROUP BY company
)
SELECT p.user_id, p.name, s.placed, s.people
FROM person AS p
JOIN share AS s ON s.company = p.company
WHERE p.org_unit_id IS NULL AND 100 * s.placed >= {{most_percent}} * s.people
