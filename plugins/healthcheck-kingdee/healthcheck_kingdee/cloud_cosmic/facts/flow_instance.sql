-- Whether it still runs is not published.
SELECT
    i.FPROCINSTID AS instance_id,
    i.FPROCDEFID AS flow_id,
    m.bill_id AS business_key,
    m.object_type AS document_type_id,
    i.FORIGINATORID AS starter_user_id
FROM T_WF_PROCINST i
LEFT JOIN (
    SELECT p.FPROCINSTID AS instance_id, MIN(p.FKEYVALUE) AS bill_id, MIN(p.FOBJECTTYPEID) AS object_type
    FROM T_WF_PIBIMAP p
    GROUP BY p.FPROCINSTID
) m ON m.instance_id = i.FPROCINSTID
