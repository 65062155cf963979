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


def check(
    bom_foreign_unit: Table[Any], uom: Table[Uom], uom_conversion: Table[UomConversion] | None
) -> Iterator[dict[str, object]]:
    units = {row.uom_id: row for row in uom.rows()}
    general: dict[str, str] = {}
    own: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in uom_conversion.rows() if uom_conversion is not None else ():
        if row.from_uom_id and row.to_uom_id and row.factor and row.factor > 0:
            if row.material_id is None:
                _join(general, row.from_uom_id, row.to_uom_id)
            else:
                own[row.material_id].append((row.from_uom_id, row.to_uom_id))
    first: dict[str, str] = {}
    for key, unit in sorted(units.items()):
        if unit.dimension is not None:
            _join(general, first.setdefault(unit.dimension, key), key)
    if uom_conversion is None and not first:
        return  # a product that says nothing about conversions cannot lack one

    asked: dict[str, list[Any]] = defaultdict(list)
    for use in bom_foreign_unit.rows():
        if use.stock_uom_id in units and use.line_uom_id in units:
            asked[use.material_id].append(use)
    for key, uses in sorted(asked.items()):
        groups: dict[str, str] = {}
        for one, other in own.get(key, ()):
            _join(groups, _root(general, one), _root(general, other))
        home = _root(groups, _root(general, uses[0].stock_uom_id))
        strange = [use for use in uses if _root(groups, _root(general, use.line_uom_id)) != home]
        if strange:
            yield {
                "material_id": key,
                "name": strange[0].name,
                "uom": _shown(units[strange[0].stock_uom_id]),
                "units": ", ".join(sorted(_shown(units[use.line_uom_id]) for use in strange)),
                "reach": sum(use.lines for use in strange),
            }


def _root(groups: dict[str, str], unit: str) -> str:
    while (above := groups.get(unit, unit)) != unit:
        groups[unit] = groups.get(above, above)
        unit = above
    return unit


def _join(groups: dict[str, str], one: str, other: str) -> None:
    a, b = _root(groups, one), _root(groups, other)
    if a != b:
        groups[a] = b


def _shown(unit: Uom) -> str:
    return unit.name or unit.code or unit.uom_id
