-- Name and code are the party's. A user may stand for several employees and an employee for several users: the account
-- shown is the one that works as this employee now, then any live one.
SELECT
  e.id AS employee_id,
  NULLIF(p.code, '') AS code,
  p.name AS name,
  x.user_id AS user_id,
  e.company AS company_id,
  e.supervisor AS manager_id,
  e.start_date AS hired_on,
  e.end_date AS left_on,
  e.end_date IS NULL OR e.end_date >= CURRENT_DATE AS active,
  FALSE AS deleted
FROM company_employee AS e
LEFT JOIN party_party AS p ON p.id = e.party
LEFT JOIN (
  SELECT
    l.employee,
    COALESCE(
      MIN(CASE WHEN u.active AND u.employee = l.employee THEN u.id END),
      MIN(CASE WHEN u.active THEN u.id END),
      MIN(u.id)
    ) AS user_id
  FROM "res_user-company_employee" AS l
  INNER JOIN res_user AS u ON u.id = l."user"
  GROUP BY l.employee
) AS x ON x.employee = e.id
