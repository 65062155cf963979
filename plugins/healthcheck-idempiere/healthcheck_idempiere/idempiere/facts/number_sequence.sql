-- Those of documents; the others count the keys of tables.
SELECT
    s.ad_sequence_id AS sequence_id,
    s.name AS code,
    s.name AS name,
    NULLIF(s.prefix, '') AS prefix,
    NULLIF(s.suffix, '') AS suffix,
    CASE WHEN s.decimalpattern > '' THEN LENGTH(s.decimalpattern) END AS padding,
    CASE WHEN s.startnewyear = 'Y' OR s.isorglevelsequence = 'Y' THEN NULL ELSE s.currentnext END AS next_number,
    NULLIF(s.ad_client_id, 0) AS company_id,
    s.isactive = 'Y' AND s.isautosequence = 'Y' AS active
FROM ad_sequence AS s
WHERE s.istableid = 'N' AND s.ad_client_id > 0
