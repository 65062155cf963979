SELECT
    h.job_id AS position_id,
    h.user_id AS holder_id,
    h.user_id AS user_id,
    NULL AS employee_id,
    NULL AS source
FROM sys_users_jobs AS h
