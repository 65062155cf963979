-- The token by which executors and scheduling centre know each other, per executor. Older versions keep it in files alone, and there is
-- nothing to read. Nothing of a token leaves the database but whether it is the one that is shipped.
SELECT
    CONCAT('xxl-job.access-token.', present(g.app_name, g.id)) AS `key`,
    '' AS company_id,
    present(g.name, g.title) AS name,
    CASE
        WHEN g.access_token = 'default_token' THEN 'shipped'
        WHEN COALESCE(g.access_token, '') = '' THEN 'none'
        ELSE 'own'
    END AS value,
    CONCAT('xxl_job_group#', g.id) AS origin
FROM xxl_job_group AS g
