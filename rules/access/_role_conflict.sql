-- One row per role and conflict of the segregation-of-duties matrix that the role causes alone.
SELECT a.role_id, c.conflict, a.label AS one, b.label AS other
FROM duty_conflict AS c
JOIN role_duty AS a ON a.duty = c.one_duty
JOIN role_duty AS b ON b.duty = c.other_duty AND b.role_id = a.role_id
