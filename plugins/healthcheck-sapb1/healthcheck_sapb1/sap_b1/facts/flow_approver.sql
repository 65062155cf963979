SELECT DISTINCT
    s.WtmCode AS flow_id,
    s.WstCode AS node_id,
    'user' AS kind,
    a.UserID AS reference
FROM WTM2 AS s
JOIN WST1 AS a ON a.WstCode = s.WstCode
