-- One row per approver setting: what became of it. `fate`: live | switched_off | missing (refers to nothing) |
-- gone (disabled or deleted) | nobody (nobody who can act behind it) | open (decided at run time, or cannot be judged).
-- optional: flow_approver.direct
SELECT a.flow_id, a.node_id, a.kind, a.reference, f.object_id, coalesce(f.people, 0) AS people,
       CASE
           WHEN k.kind IS NULL OR a.reference = '' OR a.reference LIKE '%{%' OR a.reference LIKE '%$%'
                OR a.reference LIKE '=%' OR a.reference LIKE '#%' OR a.reference LIKE '%(%' THEN 'open'
           WHEN f.fate IS NULL THEN 'missing'
           WHEN f.fate = 'nobody' AND NOT k.members THEN 'open'
           ELSE f.fate
       END AS fate
FROM flow_approver AS a
LEFT JOIN party_known AS k ON k.kind = CASE WHEN a.kind = 'role' AND a.direct THEN 'role_direct' ELSE a.kind END
LEFT JOIN party_fate AS f
    ON f.kind = CASE WHEN a.kind = 'role' AND a.direct THEN 'role_direct' ELSE a.kind END AND f.reference = a.reference
