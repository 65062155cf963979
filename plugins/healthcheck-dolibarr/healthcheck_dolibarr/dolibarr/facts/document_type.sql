SELECT
    'order_supplier' AS document_type_id,
    'order_supplier' AS code,
    'Purchase order' AS name,
    TRUE AS critical,
    COUNT(*) AS documents,
    SUM(CASE WHEN o.fk_statut = 1 THEN 1 ELSE 0 END) AS pending,
    TRUE AS active,
    'llx_commande_fournisseur' AS origin
FROM llx_commande_fournisseur AS o
