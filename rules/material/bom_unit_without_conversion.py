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
message = "{name} is kept in {uom}, but {reach} bill lines ask for it in {units}, and nothing converts one into the other."
fix     = "Add the conversion to the material, or enter the line in the stock unit. Until then picking and cost are wrong by the factor."
[zh]
title   = "BOM 单位与库存单位之间没有换算"
message = "{name}的库存单位是 {uom}，有 {reach} 行 BOM 用的却是 {units}，两者之间没有换算关系。"
fix     = "给物料补上换算，或把 BOM 行改成库存单位；在此之前领料和成本都会差一个换算率。"
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Uom, UomConversion
from healthcheck.matching.units import Conversions


def check(
    bom_foreign_unit: Table[Any], uom: Table[Uom], uom_conversion: Table[UomConversion] | None
) -> Iterator[dict[str, object]]:
    known = Conversions(uom.rows(), uom_conversion.rows() if uom_conversion is not None else ())
    if uom_conversion is None and not known.known:
        return  # a product that says nothing about conversions cannot lack one
    asked: dict[str, list[Any]] = defaultdict(list)
    for use in bom_foreign_unit.rows():
        asked[use.material_id].append(use)
    for key, uses in sorted(asked.items()):
        home = uses[0].stock_uom_id
        strange = known.foreign(key, home, (use.line_uom_id for use in uses))
        if strange:
            yield {
                "material_id": key,
                "name": uses[0].name,
                "uom": known.shown(home),
                "units": ", ".join(sorted(map(known.shown, strange))),
                "reach": sum(use.lines for use in uses if use.line_uom_id in strange),
            }
