-- Two roles, fixed in the program: 1 may do everything, 0 sees the jobs of the executors that were given to the account.
SELECT DISTINCT
    'xxl:1' AS role_id,
    'ADMIN' AS code,
    'XXL-JOB 管理员' AS name,
    'system' AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    TRUE AS superuser,
    TRUE AS active,
    FALSE AS deleted,
    'xxl_job_user.role' AS origin
FROM xxl_job_user AS u
UNION ALL
SELECT DISTINCT
    'xxl:0' AS role_id,
    'NORMAL' AS code,
    'XXL-JOB 普通用户' AS name,
    'system' AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    FALSE AS superuser,
    TRUE AS active,
    FALSE AS deleted,
    'xxl_job_user.role' AS origin
FROM xxl_job_user AS u
