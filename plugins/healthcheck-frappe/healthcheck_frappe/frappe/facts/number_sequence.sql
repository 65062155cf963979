-- Naming rules of documents. The counters of naming series (tabSeries) are not read: they belong to no document type.
SELECT
    n.name AS sequence_id,
    n.name AS code,
    CONCAT(n.document_type, ' ', n.prefix) AS name,
    n.prefix AS prefix,
    NULL AS suffix,
    n.prefix_digits AS padding,
    n.counter + 1 AS next_number,
    NULL AS company_id,
    COALESCE(n.disabled, 0) = 0 AS active
FROM `tabDocument Naming Rule` AS n
