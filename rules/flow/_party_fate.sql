-- One row per name an approver can be referred to by (`kind`, `reference`): what became of it.
-- `people`: accounts behind it that can act. `fate`: live | switched_off (but people behind it) | gone | nobody.
SELECT p.kind, p.reference, min(p.object_id) AS object_id, count(DISTINCT a.user_id) AS people,
       CASE
           WHEN NOT bool_or(NOT p.deleted) THEN 'gone'
           WHEN count(DISTINCT a.user_id) > 0 AND bool_or(p.active AND NOT p.deleted) THEN 'live'
           WHEN count(DISTINCT a.user_id) > 0 THEN 'switched_off'
           WHEN bool_or(p.active AND NOT p.deleted) THEN 'nobody'
           ELSE 'gone'
       END AS fate
FROM party AS p
LEFT JOIN party_person AS pp ON pp.kind = p.kind AND pp.object_id = p.object_id
LEFT JOIN acting_account AS a ON a.user_id = pp.user_id
WHERE p.reference IS NOT NULL AND p.reference <> ''
GROUP BY p.kind, p.reference
