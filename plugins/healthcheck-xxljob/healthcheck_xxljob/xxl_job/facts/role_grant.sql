-- Every account has one role, without an end.
SELECT
    CONCAT('xxl:', u.id) AS user_id,
    CONCAT('xxl:', u.role) AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source,
    CONCAT('xxl_job_user#', u.id) AS origin
FROM xxl_job_user AS u
