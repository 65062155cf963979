-- Of the ways to send backups elsewhere only this one keeps the time of its last success; backups made from outside are not known.
SELECT
    'Google Drive' AS backup_id,
    'Google Drive' AS name,
    MAX(CASE WHEN s.field = 'last_backup_on' THEN NULLIF(s.value, '') END) AS finished_at,
    NULL AS restored_at,
    TRUE AS succeeded,
    'Google Drive' AS location,
    'tabSingles#Google Drive' AS origin
FROM `tabSingles` AS s
WHERE s.doctype = 'Google Drive'
HAVING MAX(CASE WHEN s.field = 'enable' THEN s.value END) = '1'
