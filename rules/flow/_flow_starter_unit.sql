-- One row per flow in force and org unit that it may be started from; `org_unit_id` is NULL where every unit may, and where it
-- cannot be told which: a starter of a kind that was not collected, a person whose unit is not known.
-- optional: org_unit.parent_id, flow_starter.below
WITH RECURSIVE named (flow_id, org_unit_id, below) AS (
    SELECT s.flow_id, p.object_id, s.below
    FROM flow_starter AS s
    JOIN party AS p ON p.kind = s.kind AND p.reference = s.reference
    WHERE s.kind = 'org_unit'
    UNION
    SELECT n.flow_id, u.org_unit_id, n.below
    FROM named AS n
    JOIN org_unit AS u ON u.parent_id = n.org_unit_id
    WHERE n.below
), person AS (
    SELECT s.flow_id, s.kind, s.reference, a.user_id, w.object_id AS org_unit_id
    FROM flow_starter AS s
    JOIN party AS p ON p.kind = s.kind AND p.reference = s.reference
    JOIN party_person AS pp ON pp.kind = p.kind AND pp.object_id = p.object_id
    JOIN acting_account AS a ON a.user_id = pp.user_id
    LEFT JOIN party_person AS w ON w.kind = 'org_unit' AND w.user_id = a.user_id AND w.object_id IS NOT NULL
    WHERE s.kind <> 'org_unit' AND NOT p.deleted
)
SELECT f.flow_id, n.org_unit_id
FROM flow_in_force AS f
JOIN named AS n ON n.flow_id = f.flow_id
UNION
SELECT f.flow_id, p.org_unit_id
FROM flow_in_force AS f
JOIN person AS p ON p.flow_id = f.flow_id
UNION
SELECT f.flow_id, NULL AS org_unit_id
FROM flow_in_force AS f
LEFT JOIN flow_starter AS s ON s.flow_id = f.flow_id
LEFT JOIN party_known AS k ON k.kind = s.kind
LEFT JOIN person AS p ON p.flow_id = s.flow_id AND p.kind = s.kind AND p.reference = s.reference
WHERE s.flow_id IS NULL OR k.kind IS NULL
    OR (s.kind <> 'org_unit' AND p.user_id IS NULL AND NOT k.members)
