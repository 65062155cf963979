-- Passwords and keys stand among the parameters, some inside JSON: only switches known to be harmless are read.
SELECT
    p.pm_key AS `key`,
    '' AS company_id,
    COALESCE(NULLIF(p.description, ''), p.pm_key) AS name,
    p.pm_value AS value
FROM sys_parameter AS p
WHERE p.pm_key IN (
    'excel-import.max-size', 'upload.type', 'security-upload.type', 'security-upload.sign-url-expired',
    'login-captcha.enabled', 'export.timeout'
)
