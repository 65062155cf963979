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

from healthcheck import Table
from healthcheck.facts import Bom, BomLine, Material, Uom, UomConversion


def check(
    bom_line: Table[BomLine],
    bom: Table[Bom],
    material: Table[Material],
    uom: Table[Uom],
    uom_conversion: Table[UomConversion],
) -> Iterator[dict[str, object]]:
    units = {row.uom_id: row for row in uom.rows()}
    live = {row.bom_id for row in bom.rows() if row.active and not row.deleted}
    columns = material.arrow().select(["material_id", "uom_id", "name", "code"])
    kept = {
        key: (unit, name or code or key)
        for key, unit, name, code in zip(*(columns.column(i).to_pylist() for i in range(4)), strict=True)
        if unit in units
    }
    general: dict[str, str] = {}
    own: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in uom_conversion.rows():
        if row.from_uom_id and row.to_uom_id and row.factor and row.factor > 0:
            if row.material_id is None:
                _join(general, row.from_uom_id, row.to_uom_id)
            else:
                own[row.material_id].append((row.from_uom_id, row.to_uom_id))
    first: dict[str, str] = {}
    for key, unit in sorted(units.items()):
        if unit.dimension is not None:
            _join(general, first.setdefault(unit.dimension, key), key)

    lines: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    columns = bom_line.arrow().select(["bom_id", "material_id", "uom_id"])
    for bom_id, key, unit in zip(*(columns.column(i).to_pylist() for i in range(3)), strict=True):
        if bom_id in live and key in kept and unit in units and unit != kept[key][0]:
            lines[key][unit] += 1
    for key, used in sorted(lines.items()):
        stock_unit, name = kept[key]
        groups: dict[str, str] = {}
        for one, other in own.get(key, ()):
            _join(groups, _root(general, one), _root(general, other))
        home = _root(groups, _root(general, stock_unit))
        strange = {unit: n for unit, n in used.items() if _root(groups, _root(general, unit)) != home}
        if strange:
            yield {
                "material_id": key,
                "name": name,
                "uom": _shown(units[stock_unit]),
                "units": ", ".join(sorted(_shown(units[unit]) for unit in strange)),
                "reach": sum(strange.values()),
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
