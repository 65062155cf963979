/*
severity = "high"
subject  = "delegation"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF14"]
confidence = "likely"

[en]
title   = "Delegations that lead back to the absent person"
message = "Approvals of {from_name} are handed over to {to_name} and come back after {steps:step|steps}: nobody gets them."
fix     = "End one of the delegations, or name a deputy outside the circle."
[zh]
title   = "审批代理形成循环"
message = "{from_name} 的审批委托给 {to_name}，转 {steps} 次又回到本人，等于没有人审批。"
fix     = "取消其中一条代理，或改委托给循环之外的人。"
*/
-- optional: delegation.valid_from, delegation.valid_to
WITH RECURSIVE now_valid AS (
    SELECT d.delegation_id, d.from_user_id, d.to_user_id
    FROM delegation AS d
    WHERE d.active AND (d.valid_from IS NULL OR d.valid_from <= scan_time())
      AND (d.valid_to IS NULL OR d.valid_to >= scan_time())
), path (start_id, user_id, steps) AS (
    SELECT DISTINCT n.from_user_id, n.to_user_id, 1
    FROM now_valid AS n
    UNION
    SELECT p.start_id, n.to_user_id, p.steps + 1
    FROM path AS p
    JOIN now_valid AS n ON n.from_user_id = p.user_id
    WHERE p.steps < 20 AND p.user_id <> p.start_id
)
SELECT min(n.delegation_id) AS delegation_id, coalesce(nullif(f.name, ''), f.login, n.from_user_id) AS from_name,
       min(coalesce(nullif(t.name, ''), t.login, n.to_user_id)) AS to_name, min(p.steps) AS steps
FROM path AS p
-- A circle is told once, at the member whose key sorts first.
JOIN now_valid AS n ON n.from_user_id = p.start_id
JOIN path AS q ON q.start_id = n.to_user_id AND (q.user_id = p.start_id OR n.to_user_id = p.start_id)
LEFT JOIN user_account AS f ON f.user_id = n.from_user_id
LEFT JOIN user_account AS t ON t.user_id = n.to_user_id
WHERE p.user_id = p.start_id
  AND NOT EXISTS (
      SELECT 1 FROM path AS o
      JOIN path AS b ON b.start_id = o.user_id AND b.user_id = o.start_id
      WHERE o.start_id = p.start_id AND o.user_id < p.start_id
  )
GROUP BY n.from_user_id, f.name, f.login
