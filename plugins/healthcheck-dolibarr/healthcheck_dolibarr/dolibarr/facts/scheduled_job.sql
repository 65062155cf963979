-- A result other than 0 is a failure. Frequency counts units of so many seconds.
SELECT
    j.rowid AS job_id,
    COALESCE(NULLIF(CONCAT(COALESCE(j.classesname, ''), COALESCE(j.methodename, '')), ''), j.command) AS code,
    j.label AS name,
    CONCAT(j.frequency, ' x ', j.unitfrequency, ' s') AS schedule,
    NULL AS run_as_user_id,
    j.datelastrun AS last_run_at,
    CASE WHEN j.frequency > 0 THEN j.datenextrun END AS next_run_at,
    CASE WHEN j.datelastrun IS NOT NULL AND j.lastresult > '' THEN j.lastresult <> '0' END AS last_failed,
    j.nbrun AS runs,
    NULLIF(j.email_alert, '') AS alarm_to,
    j.status = 1 AS active
FROM llx_cronjob AS j
