-- One row per pending task that nobody can complete: `reason` assignee (gone) | candidates (all gone) | none (nobody named).
-- optional: user_account.login, flow_task_candidate
SELECT t.task_id, CASE WHEN t.assignee_user_id IS NOT NULL THEN 'assignee'
                       WHEN c.task_id IS NOT NULL THEN 'candidates' ELSE 'none' END AS reason
FROM flow_task AS t
LEFT JOIN (
    SELECT DISTINCT f.reference
    FROM party_fate AS f
    WHERE f.kind = 'user' AND f.fate = 'live'
) AS a ON a.reference = t.assignee_user_id
LEFT JOIN (
    SELECT k.task_id,
           count(CASE WHEN p.kind IS NULL OR k.reference = '' OR k.reference LIKE '%{%'
                           OR f.fate IN ('live', 'switched_off') OR (f.fate = 'nobody' AND NOT p.members) THEN 1 END) AS hopeful
    FROM flow_task_candidate AS k
    LEFT JOIN party_known AS p ON p.kind = k.kind
    LEFT JOIN party_fate AS f ON f.kind = k.kind AND f.reference = k.reference
    GROUP BY k.task_id
) AS c ON c.task_id = t.task_id
WHERE (t.assignee_user_id IS NOT NULL AND a.reference IS NULL)
   OR (t.assignee_user_id IS NULL AND c.hopeful = 0)
   -- Where no candidate was read at all, nobody knows whether somebody was named.
   OR (t.assignee_user_id IS NULL AND c.task_id IS NULL AND EXISTS (SELECT 1 FROM flow_task_candidate))
