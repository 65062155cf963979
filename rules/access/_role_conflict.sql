-- One row per role and conflict of the segregation-of-duties matrix that the role causes alone, with the path to
-- either side: the role the permission is ticked in where that is another, and the permission.
SELECT
    a.role_id,
    c.conflict,
    a.label AS one,
    concat_ws(' → ', CASE WHEN x.role_id <> a.role_id THEN coalesce(x.name, x.code, x.role_id) END, a.label) AS one_path,
    b.label AS other,
    concat_ws(' → ', CASE WHEN y.role_id <> a.role_id THEN coalesce(y.name, y.code, y.role_id) END, b.label) AS other_path
FROM duty_conflict AS c
JOIN role_duty AS a ON a.duty = c.one_duty
JOIN role_duty AS b ON b.duty = c.other_duty AND b.role_id = a.role_id
JOIN role AS x ON x.role_id = a.source_id
JOIN role AS y ON y.role_id = b.source_id
