-- 0 draft, 1 validated and waiting for approval, 2 approved, 3 ordered, 4 and 5 received, 6 and 7 cancelled, 9 refused.
SELECT
    CONCAT('order_supplier:', o.rowid) AS document_id,
    'order_supplier' AS document_type_id,
    o.ref AS number,
    CASE WHEN o.fk_statut = 1 THEN 'in_approval' ELSE 'approved' END AS state,
    o.fk_user_author AS created_by_user_id,
    o.fk_user_approve AS approved_by_user_id,
    o.total_ht AS amount,
    NULLIF(o.entity, 0) AS company_id,
    o.date_valid AS submitted_at,
    CONCAT('llx_commande_fournisseur#', o.rowid) AS origin
FROM llx_commande_fournisseur AS o
WHERE o.fk_statut BETWEEN 1 AND 5
