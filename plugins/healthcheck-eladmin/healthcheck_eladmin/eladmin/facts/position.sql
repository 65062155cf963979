-- What the product calls a job is a post; its timed jobs are sys_quartz_job.
SELECT
    j.job_id AS position_id,
    j.name AS code,
    j.name AS name,
    NULL AS org_unit_id,
    NULL AS company_id,
    COALESCE(j.enabled, 1) = 1 AS active,
    FALSE AS deleted
FROM sys_job AS j
