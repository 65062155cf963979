-- What lies at a locator, against its transactions, which are signed.
SELECT
    'stock' AS kind,
    s.m_product_id AS item,
    l.value AS scope,
    p.value AS name,
    SUM(s.qtyonhand) AS balance,
    COALESCE(MAX(t.moved), 0) AS movements,
    CONCAT('m_storageonhand.m_product_id#', s.m_product_id) AS origin
FROM m_storageonhand AS s
INNER JOIN m_product AS p ON p.m_product_id = s.m_product_id
INNER JOIN m_locator AS l ON l.m_locator_id = s.m_locator_id
LEFT JOIN (
    SELECT m.m_product_id, m.m_locator_id, SUM(m.movementqty) AS moved
    FROM m_transaction AS m
    GROUP BY m.m_product_id, m.m_locator_id
) AS t ON t.m_product_id = s.m_product_id AND t.m_locator_id = s.m_locator_id
GROUP BY s.m_product_id, s.m_locator_id, l.value, p.value
