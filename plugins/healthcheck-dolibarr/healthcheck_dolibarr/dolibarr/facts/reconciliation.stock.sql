-- What lies in a warehouse, against the sum of its movements, which are signed.
SELECT
    'stock' AS kind,
    s.fk_product AS item,
    COALESCE(w.ref, CONCAT('#', s.fk_entrepot)) AS scope,
    p.ref AS name,
    SUM(s.reel) AS balance,
    COALESCE(MAX(m.moved), 0) AS movements,
    CONCAT('llx_product_stock.fk_product#', s.fk_product) AS origin
FROM llx_product_stock AS s
INNER JOIN llx_product AS p ON p.rowid = s.fk_product
LEFT JOIN llx_entrepot AS w ON w.rowid = s.fk_entrepot
LEFT JOIN (
    SELECT v.fk_product, v.fk_entrepot, SUM(v.value) AS moved
    FROM llx_stock_mouvement AS v
    GROUP BY v.fk_product, v.fk_entrepot
) AS m ON m.fk_product = s.fk_product AND m.fk_entrepot = s.fk_entrepot
GROUP BY s.fk_product, s.fk_entrepot, w.ref, p.ref
