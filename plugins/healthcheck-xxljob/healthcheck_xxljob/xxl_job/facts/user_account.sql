-- Accounts of the scheduling centre. They may stand beside a product's people in the same database and are none of them: hence `system`,
-- marked keys, and sign-in names that say where they are typed (the product has an admin of its own). An administrator (role 1) may do
-- everything; no account can be switched off. The password is a hash without salt: MD5 in older versions, SHA-256 in newer ones.
SELECT
    CONCAT('xxl:', u.id) AS user_id,
    CONCAT(u.username, ' (XXL-JOB)') AS login,
    u.username AS name,
    'system' AS kind,
    NULL AS employee_id,
    NULL AS org_unit_id,
    NULL AS company_id,
    u.role = 1 AS superuser,
    NULL AS email,
    NULL AS phone,
    NULLIF(u.password, '') AS password_mark,
    CASE WHEN LENGTH(u.password) IN (32, 64) THEN 'unsalted' END AS password_scheme,
    TRUE AS active,
    FALSE AS deleted,
    CONCAT('xxl_job_user#', u.id) AS origin
FROM xxl_job_user AS u
