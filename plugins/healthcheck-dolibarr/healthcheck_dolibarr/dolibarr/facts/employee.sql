SELECT
    u.rowid AS employee_id,
    present(NULLIF(u.ref_employee, ''), u.login) AS code,
    TRIM(CONCAT(COALESCE(u.firstname, ''), ' ', COALESCE(u.lastname, ''))) AS name,
    u.rowid AS user_id,
    NULL AS org_unit_id,
    NULLIF(u.entity, 0) AS company_id,
    NULLIF(u.fk_user, 0) AS manager_id,
    u.dateemployment AS hired_on,
    u.dateemploymentend AS left_on,
    present(u.statut, u.status) = 1 AND COALESCE(u.dateemploymentend, '9999-12-31') >= CURRENT_DATE AS active,
    FALSE AS deleted
FROM llx_user AS u
WHERE u.employee = 1
