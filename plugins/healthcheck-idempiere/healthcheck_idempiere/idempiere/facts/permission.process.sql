SELECT
    CONCAT('process:', p.ad_process_id) AS permission_id,
    CONCAT('process:', p.value) AS code,
    p.name AS name,
    CASE WHEN p.isreport = 'Y' THEN 'report' ELSE 'action' END AS kind,
    NULL AS parent_id,
    NULL AS target,
    FALSE AS open_to_all,
    TRUE AS visible,
    p.isactive = 'Y' AS active,
    FALSE AS deleted,
    CONCAT('ad_process#', p.ad_process_id) AS origin
FROM ad_process AS p
