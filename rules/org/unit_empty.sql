/*
severity = "low"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live", "organisation"]
confidence = "likely"
params   = { min_people = 10 }
verify   = '''
SELECT count(*)
FROM org_unit AS o
WHERE o.org_unit_id = '{org_unit_id}' AND o.active AND NOT o.deleted
  AND NOT EXISTS (
    SELECT 1 FROM user_account AS u WHERE u.org_unit_id = '{org_unit_id}' AND u.active AND NOT u.deleted
  )
  AND NOT EXISTS (SELECT 1 FROM employee AS e WHERE e.org_unit_id = '{org_unit_id}' AND e.active)
  AND NOT EXISTS (SELECT 1 FROM org_unit AS c WHERE c.parent_id = '{org_unit_id}' AND c.active AND NOT c.deleted)
'''

[en]
title   = "Department in which nobody works"
message = "{unit} is active and has no unit below it, and nobody who is active belongs to it."
fix     = "Close it, or move the people in who belong there. Look first whether documents or approvals still name it."
[zh]
title   = "部门里没有人"
message = "{unit} 仍在启用，没有下级部门，也没有在职人员或启用的账号。"
fix     = "不用的停用；该有人的把人调进去。停用前先查有没有单据、审批还挂在它名下。"
*/
-- optional: employee, user_account.org_unit_id
WITH person AS (
    SELECT u.org_unit_id, 'u:' || u.user_id AS person
    FROM user_account AS u
    WHERE u.active AND NOT u.deleted AND u.kind = 'person' AND u.org_unit_id IS NOT NULL
    UNION ALL
    SELECT e.org_unit_id, 'e:' || e.employee_id AS person
    FROM employee AS e
    WHERE e.active AND e.org_unit_id IS NOT NULL
),
size AS (
    SELECT count(*) AS people FROM person
)
SELECT o.org_unit_id, coalesce(o.name, o.code, o.org_unit_id) AS unit
FROM org_unit AS o
CROSS JOIN size AS s
WHERE o.active AND NOT o.deleted AND o.parent_id IS NOT NULL
  -- a sample of a few people says nothing about departments
  AND s.people >= {{min_people}}
  AND NOT EXISTS (SELECT 1 FROM person AS p WHERE p.org_unit_id = o.org_unit_id)
  AND NOT EXISTS (SELECT 1 FROM org_unit AS c WHERE c.parent_id = o.org_unit_id AND c.active AND NOT c.deleted)
