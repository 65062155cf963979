"""
severity = "high"
subject  = "uom_conversion"
effort   = "minutes"
tags     = ["go-live", "units"]
params   = { tolerance = 0.01 }
checks   = ["MC08"]

[en]
title   = "Unit conversions that contradict each other"
message = "One {from_uom} is {factor} {to_uom} here, but {implied} by way of {through} ({material:word})."
fix     = "Count a package and correct the wrong one; a factor entered the wrong way round is the usual reason. Then recompute what was booked through it."
[zh]
title   = "单位换算互相矛盾"
message = "这里 1 {from_uom} = {factor} {to_uom}，按 {through} 推算却是 {implied}（{material:word}）。"
fix     = "按实物包装核对，改掉错的那条（多半是换算方向填反），再核对已经按它记账的数量。"
"""

from collections import defaultdict, deque
from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Material, Uom, UomConversion

Link = tuple[str, float, str]


def check(
    uom_conversion: Table[UomConversion], uom: Table[Uom], material: Table[Material], *, tolerance: float
) -> Iterator[dict[str, object]]:
    scopes: dict[str, list[UomConversion]] = defaultdict(list)
    for row in uom_conversion.rows():
        # What no factor can be is told by material.uom_conversion_invalid.
        if row.from_uom_id and row.to_uom_id and row.from_uom_id != row.to_uom_id and row.factor and row.factor > 0:
            scopes[row.material_id or ""].append(row)
    units = {row.uom_id: row.name or row.code or row.uom_id for row in uom.rows()}
    columns = material.arrow().select(["material_id", "name", "code"])
    names = {
        key: name or code or key
        for key, name, code in zip(*(columns.column(i).to_pylist() for i in range(3)), strict=True)
        if key in scopes
    }
    # A material's own conversions replace the general ones, so that each material stands for itself.
    for scope, rows in sorted(scopes.items()):
        for row, implied, path in _contradictions(sorted(rows, key=lambda r: r.conversion_id), tolerance):
            yield {
                "conversion_id": row.conversion_id,
                "from_uom": units.get(row.from_uom_id or "", row.from_uom_id),
                "to_uom": units.get(row.to_uom_id or "", row.to_uom_id),
                "factor": _short(float(row.factor or 0)),
                "implied": _short(implied),
                "through": " → ".join(units.get(key, key) for key in path),
                "material": names.get(scope, scope) or "all materials 所有物料",
            }


def _contradictions(rows: list[UomConversion], tolerance: float) -> Iterator[tuple[UomConversion, float, list[str]]]:
    """Conversions that close a loop whose factors do not multiply to one."""
    root: dict[str, str] = {}
    ratio: dict[str, float] = {}
    links: dict[str, list[Link]] = defaultdict(list)

    def find(unit: str) -> tuple[str, float]:
        """The unit its group is measured in, and how many of those one of it is."""
        factor = 1.0
        while root.setdefault(unit, unit) != unit:
            factor *= ratio[unit]
            unit = root[unit]
        return unit, factor

    for row in rows:
        source, target, factor = row.from_uom_id or "", row.to_uom_id or "", float(row.factor or 0)
        (a, one), (b, other) = find(source), find(target)
        if a == b:
            implied = one / other
            # Small factors are stored with few digits: half of the sixth decimal is no contradiction.
            slack = max(tolerance, 0.5e-6 / min(factor, implied))
            if abs(implied / factor - 1) > slack and abs(factor / implied - 1) > slack:
                yield row, implied, _path(links, source, target)
            continue
        # 1 source = factor target, 1 source = one a, 1 target = other b
        root[a], ratio[a] = b, factor * other / one
        links[source].append((target, factor, row.conversion_id))
        links[target].append((source, 1 / factor, row.conversion_id))


def _path(links: dict[str, list[Link]], source: str, target: str) -> list[str]:
    """The units on the way that was known before."""
    came: dict[str, str] = {source: source}
    waiting = deque([source])
    while waiting:
        unit = waiting.popleft()
        if unit == target:
            break
        for other, _, _ in links[unit]:
            if other not in came:
                came[other] = unit
                waiting.append(other)
    path = [target]
    while path[-1] != source:
        path.append(came[path[-1]])
    return path[::-1]


def _short(number: float) -> str:
    """Six digits, written out as long as a person can read them."""
    rounded = float(f"{number:.6g}")
    return f"{rounded:.15f}".rstrip("0").rstrip(".") if 1e-6 <= abs(rounded) < 1e15 else f"{number:.6g}"
