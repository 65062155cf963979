-- Naming series: the counter belongs to a prefix and to no document type. So documents are looked up whose names have that prefix:
-- what was brought in with numbers of its own does not move the counter.
SELECT
    s.name AS sequence_id,
    s.name AS code,
    CONCAT(x.document, ' ', s.name) AS name,
    s.name AS prefix,
    NULL AS suffix,
    x.digits AS padding,
    s.current + 1 AS next_number,
    x.lowest AS lowest_used,
    x.highest AS highest_used,
    x.used AS used,
    FALSE AS gapless, -- drafts may be deleted
    NULL AS company_id,
    TRUE AS active,
    CONCAT('tabSeries#', s.name) AS origin
FROM `tabSeries` AS s
INNER JOIN (
    SELECT
        y.prefix, MIN(y.document) AS document, MAX(y.digits) AS digits, MIN(y.lowest) AS lowest, MAX(y.highest) AS highest, SUM(y.used) AS used
    FROM (
        SELECT
            'Sales Order' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabSales Order` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Sales Invoice' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabSales Invoice` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Delivery Note' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabDelivery Note` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Purchase Order' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabPurchase Order` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Purchase Receipt' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabPurchase Receipt` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Purchase Invoice' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabPurchase Invoice` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Stock Entry' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabStock Entry` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Material Request' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabMaterial Request` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Journal Entry' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabJournal Entry` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Payment Entry' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabPayment Entry` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Work Order' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabWork Order` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
        UNION ALL
        SELECT
            'Quotation' AS document,
            REGEXP_REPLACE(d.name, '[0-9]+$', '') AS prefix,
            MAX(LENGTH(d.name)) - LENGTH(REGEXP_REPLACE(MAX(d.name), '[0-9]+$', '')) AS digits,
            MIN(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS lowest,
            MAX(CAST(SUBSTRING(d.name, LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) + 1) AS SIGNED)) AS highest,
            COUNT(*) AS used
        FROM `tabQuotation` AS d
        WHERE COALESCE(d.amended_from, '') = ''
          AND LENGTH(d.name) - LENGTH(REGEXP_REPLACE(d.name, '[0-9]+$', '')) BETWEEN 3 AND 12
        GROUP BY REGEXP_REPLACE(d.name, '[0-9]+$', '')
    ) AS y
    GROUP BY y.prefix
) AS x ON x.prefix = s.name
