"""
severity = "medium"
subject  = "bridge_weighing"
effort   = "minutes"
tags     = ["fraud"]
confidence = "likely"
params   = { percent = 10, at_least = 4 }

[en]
title   = "A vehicle's empty weight jumps"
message = "{vehicle} was weighed empty at {tare} kg on ticket {ticket}; otherwise it weighs {usual} kg."
fix     = "Look at the picture of that weighing, and ask the operator."
[zh]
title   = "同一车辆皮重突变"
message = "{vehicle} 在磅单 {ticket} 上的皮重为 {tare} kg，平时为 {usual} kg。"
fix     = "调取该次过磅抓拍，并向司磅员核实。"
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import Any

from healthcheck_weighbridge.facts import Weighing

from healthcheck import Table


def check(bridge_weighing: Table[Weighing], *, percent: int, at_least: int) -> Iterator[dict[str, Any]]:
    """Tickets whose tare is further than ``percent`` from the median of the same plate."""
    by_vehicle: dict[str, list[Weighing]] = defaultdict(list)
    for row in bridge_weighing.rows():
        if row.vehicle and row.tare is not None:
            by_vehicle[row.vehicle].append(row)
    for vehicle, rows in by_vehicle.items():
        if len(rows) < at_least:
            continue
        usual: Decimal = median(row.tare for row in rows if row.tare is not None)
        for row in rows:
            if row.tare is not None and abs(row.tare - usual) * 100 > percent * usual:
                yield {
                    "weighing_id": row.weighing_id,
                    "ticket": row.ticket or row.weighing_id,
                    "vehicle": vehicle,
                    "tare": row.tare,
                    "usual": usual,
                }
