-- W waits, C is cancelled, every other status is decided.
SELECT
    d.WddCode AS instance_id,
    d.WtmCode AS flow_id,
    COALESCE(d.DocEntry, d.DraftEntry) AS business_key,
    d.ObjType AS document_type_id,
    d.OwnerID AS starter_user_id,
    CASE d.Status WHEN 'W' THEN 'running' WHEN 'C' THEN 'cancelled' ELSE 'finished' END AS state
FROM OWDD AS d
