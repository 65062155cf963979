-- status: 9 = in approval. Approval chains are a paid plug-in that keeps its own tables.
SELECT
    t.sub_type AS document_type_id,
    t.sub_type AS code,
    t.sub_type AS name,
    t.sub_type IN ('采购订单', '采购') AS critical,
    t.documents AS documents,
    t.pending AS pending,
    TRUE AS active,
    'jsh_depot_head' AS origin
FROM (
    SELECT
        h.sub_type,
        COUNT(*) AS documents,
        SUM(CASE WHEN h.status = '9' THEN 1 ELSE 0 END) AS pending
    FROM jsh_depot_head AS h
    WHERE h.sub_type IS NOT NULL AND COALESCE(h.delete_flag, '0') <> '1'
    GROUP BY h.sub_type
) AS t
