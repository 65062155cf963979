-- One row per account and the employee behind it, whichever of the two points at the other.
-- optional: employee, employee.user_id, user_account.employee_id
SELECT e.user_id, e.employee_id
FROM employee AS e
UNION
SELECT u.user_id, u.employee_id
FROM user_account AS u
