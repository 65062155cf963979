SELECT
  t.id AS weighing_id,
  t.ticket_no AS ticket,
  t.plate AS vehicle,
  t.gross_kg AS gross,
  t.tare_kg AS tare,
  t.net_kg AS net,
  t.weighed_at AS weighed_at,
  t.operator_id AS operator_id
FROM wb_ticket AS t
