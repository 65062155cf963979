"""
severity = "high"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "units"]
checks   = ["MC07", "MC08"]

[en]
title   = "Stock or purchase unit that cannot be converted"
message = "{name} is kept in {uom}, but {places:word} count it in {units}, and nothing converts one into the other."
fix     = "Add the conversion to the material, or change the unit there. Until then receipts, stock and prices are wrong by the factor."
[zh]
title   = "采购或库存单位与主单位之间没有换算"
message = "{name}的主单位是 {uom}，{places:word}用的却是 {units}，两者之间没有换算关系。"
fix     = "给物料补上换算，或改用主单位；在此之前入库、结存和单价都会差一个换算率。"
"""

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Uom, UomConversion
from healthcheck.matching.units import Conversions


def check(
    unit_asked: Table[Any], uom: Table[Uom], uom_conversion: Table[UomConversion] | None
) -> Iterator[dict[str, object]]:
    conversions = Conversions(uom.rows(), uom_conversion.rows() if uom_conversion is not None else None)
    if conversions.known:
        for found in conversions.lacking(unit_asked.rows()):
            yield {
                "material_id": found.material_id,
                "name": found.name,
                "uom": found.uom,
                "units": found.units,
                "places": ", ".join(sorted({p for use in found.rows for p in use.places.split(", ")})),
            }
