"""
severity = "high"
subject  = "system_material"
effort   = "hours"
tags     = ["codes", "group"]
confidence = "likely"
checks   = ["MC03"]

[en]
title   = "One code, different units in two systems"
message = "Code {code} ({name}) is kept in different units: {units}. A quantity of 5 passed on is 5 of something else."
fix     = "Agree on one stock unit, or let the interface convert and write the factor down on both sides. Then count the stock of this code."
[zh]
title   = "同一编码在各系统单位不同"
message = "编码 {code}（{name}）在各系统单位不同：{units}。数量 5 传过去就变了意思。"
fix     = "统一库存单位，或在接口上按换算率转换并两边登记；然后盘点该物料。"
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from healthcheck import Table
from healthcheck.facts import SystemMaterial
from healthcheck.matching.normalise import fold_code
from healthcheck.matching.units import same_unit


def check(system_material: Table[SystemMaterial]) -> Iterator[dict[str, object]]:
    by_code: defaultdict[str, list[SystemMaterial]] = defaultdict(list)
    for row in sorted(system_material.rows(), key=lambda r: (r.system, r.material_id)):
        key = fold_code(row.code)
        if key and row.uom and row.uom.strip() and not row.deleted and row.active is not False:
            by_code[key].append(row)
    for rows in by_code.values():
        units: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            units[row.system].add(str(row.uom).strip())
        if len(units) < 2 or any(len(found) > 1 for found in units.values()):
            continue  # a code kept in several units within one system is not the interface's doing
        answers = {same_unit(*a, *b) for a, b in combinations(units.values(), 2)}
        if answers == {"same"}:
            continue
        yield {
            "system": rows[0].system,
            "material_id": rows[0].material_id,
            "code": rows[0].code,
            "name": rows[0].name or "–",
            "units": ", ".join(f"{system}: {next(iter(found))}" for system, found in units.items()),
            "confidence": "likely" if "different" in answers else "possible",
        }
