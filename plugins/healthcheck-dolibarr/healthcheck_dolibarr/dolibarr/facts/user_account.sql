-- Accounts of customers and suppliers (fk_soc) see their own documents only. `admin` passes every check.
SELECT
    u.rowid AS user_id,
    u.login AS login,
    TRIM(CONCAT(COALESCE(u.firstname, ''), ' ', COALESCE(u.lastname, ''))) AS name,
    CASE WHEN u.fk_soc > 0 THEN 'external' ELSE 'person' END AS kind,
    CASE WHEN u.employee = 1 THEN u.rowid END AS employee_id,
    NULL AS org_unit_id,
    NULLIF(u.entity, 0) AS company_id,
    COALESCE(u.admin, 0) = 1 AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.user_mobile, '') AS phone,
    u.datec AS created_at,
    u.datelastlogin AS last_login_at,
    present(u.dateendvalidity, NULL) AS valid_until,
    CASE WHEN u.pass_crypted LIKE '$%' THEN NULL ELSE NULLIF(u.pass_crypted, '') END AS password_mark,
    CASE
        WHEN u.pass > '' THEN 'plain'
        WHEN u.pass_crypted LIKE '$2%' THEN 'slow'
        WHEN u.pass_crypted > '' AND u.pass_crypted NOT LIKE '$%' THEN 'unsalted'
    END AS password_scheme,
    present(u.statut, u.status) = 1 AS active,
    FALSE AS deleted
FROM llx_user AS u
