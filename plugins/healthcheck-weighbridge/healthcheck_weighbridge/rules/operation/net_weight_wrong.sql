/*
severity = "high"
subject  = "bridge_weighing"
effort   = "minutes"
tags     = ["go-live"]

[en]
title   = "Net weight is not gross less tare"
message = "Ticket {ticket} of {vehicle} says {net} kg net, but {gross} less {tare} is {expected}."
fix     = "Void the ticket and weigh again; ask who could change a net weight by hand."
[zh]
title   = "净重不等于毛重减皮重"
message = "磅单 {ticket}（{vehicle}）净重 {net} kg，而毛重 {gross} 减皮重 {tare} 应为 {expected}。"
fix     = "作废该磅单重新过磅，并查清谁能手工改净重。"
*/
SELECT
    w.weighing_id,
    coalesce(w.ticket, w.weighing_id) AS ticket,
    w.vehicle,
    w.gross,
    w.tare,
    w.net,
    w.gross - w.tare AS expected
FROM bridge_weighing AS w
WHERE w.net <> w.gross - w.tare
