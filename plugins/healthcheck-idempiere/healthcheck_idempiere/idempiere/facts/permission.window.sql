SELECT
    CONCAT('window:', w.ad_window_id) AS permission_id,
    CONCAT('window:', w.name) AS code,
    w.name AS name,
    'menu' AS kind,
    NULL AS parent_id,
    NULL AS target,
    FALSE AS open_to_all,
    TRUE AS visible,
    w.isactive = 'Y' AS active,
    FALSE AS deleted,
    CONCAT('ad_window#', w.ad_window_id) AS origin
FROM ad_window AS w
