SELECT
    'ad_changelog' AS audit_log_id,
    'AD_ChangeLog' AS name,
    NULL AS covers,
    COUNT(*) AS rows,
    MIN(c.created) AS oldest_at,
    MAX(c.created) AS newest_at,
    TRUE AS active,
    'ad_changelog' AS origin
FROM ad_changelog AS c
