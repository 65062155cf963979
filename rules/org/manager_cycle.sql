/*
severity = "medium"
subject  = "employee"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["AF06"]
verify   = '''
SELECT CASE WHEN count(*) >= {size} THEN count(*) ELSE 0 END
FROM employee AS n
WHERE n.employee_id IN ('{employee_ids}') AND n.manager_id IN ('{employee_ids}') AND n.active AND NOT n.deleted
'''

[en]
title   = "People who report to each other in a circle"
message = "In a circle {size:employee is his or her own superior|employees report to each other}: {people}. Approvals that climb the line never reach the top."
fix     = "Enter the real superior of the most senior of them."
[zh]
title   = "汇报关系成环"
message = "这 {size} 名员工的直接上级绕成了环：{people}，逐级审批永远到不了顶。"
fix     = "为其中职级最高的一位填上真正的上级。"
*/
WITH RECURSIVE up (employee_id, ancestor_id) AS (
    SELECT employee_id, manager_id FROM employee WHERE manager_id IS NOT NULL AND active AND NOT deleted
    UNION
    SELECT u.employee_id, e.manager_id
    FROM up AS u
    JOIN employee AS e ON e.employee_id = u.ancestor_id
    WHERE e.manager_id IS NOT NULL AND e.active AND NOT e.deleted
),
ring AS (
    SELECT a.employee_id, min(a.ancestor_id) AS ring_id
    FROM up AS a
    JOIN up AS b ON b.employee_id = a.ancestor_id AND b.ancestor_id = a.employee_id
    GROUP BY a.employee_id
)
SELECT
    r.ring_id AS employee_id,
    count(*) AS size,
    array_agg(r.employee_id ORDER BY r.employee_id) AS employee_ids,
    string_agg(
        coalesce(e.name, e.code, e.employee_id), ', '
        ORDER BY coalesce(e.name, e.code, e.employee_id), e.employee_id
    ) AS people
FROM ring AS r
JOIN employee AS e ON e.employee_id = r.employee_id
GROUP BY r.ring_id
-- The head of the house who is entered as their own superior is how many products mark the top.
HAVING count(*) > 1
