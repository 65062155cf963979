"""
severity = "high"
subject  = "material"
reach    = "lines"
effort   = "minutes"
tags     = ["go-live", "units", "bom"]
industries = ["manufacturing", "medical"]
checks   = ["MC07", "MC08"]

[en]
title   = "Bill of material uses a unit that cannot be converted"
message = "{name} is kept in {uom}, but {reach:bill line asks|bill lines ask} for it in {units}, and nothing converts one into the other."
fix     = "Add the conversion to the material, or enter the line in the stock unit. Until then picking and cost are wrong by the factor."
[zh]
title   = "BOM 单位与库存单位之间没有换算"
message = "{name}的库存单位是 {uom}，有 {reach} 行 BOM 用的却是 {units}，两者之间没有换算关系。"
fix     = "给物料补上换算，或把 BOM 行改成库存单位；在此之前领料和成本都会差一个换算率。"
"""

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Uom, UomConversion
from healthcheck.matching.units import Conversions


def check(
    bom_foreign_unit: Table[Any], uom: Table[Uom], uom_conversion: Table[UomConversion] | None
) -> Iterator[dict[str, object]]:
    conversions = Conversions(uom.rows(), uom_conversion.rows() if uom_conversion is not None else None)
    if conversions.known:
        for found in conversions.lacking(bom_foreign_unit.rows()):
            yield {
                "material_id": found.material_id,
                "name": found.name,
                "uom": found.uom,
                "units": found.units,
                "reach": sum(use.lines for use in found.rows),
            }
