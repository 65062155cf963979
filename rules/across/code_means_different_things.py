"""
severity = "high"
subject  = "system_material"
effort   = "days"
tags     = ["codes", "group", "relative"]
params   = { share = 60, at_least = 5 }
confidence = "likely"
checks   = ["MC03"]

[en]
title   = "One code, different things in two systems"
message = "Code {code} is {things}. Differences: {differences}. Of the codes that both systems use, {share} % agree."
fix     = "Look at the part itself and the drawing. Recode the material in the system that is wrong, and correct stock and open documents there. If it is one thing, take the leading system's text over."
[zh]
title   = "一码多物：同一编码在各系统不是同一物料"
message = "编码 {code}：{things}。差异：{differences}。两边共用的编码中 {share}% 是一致的。"
fix     = "核对实物和图纸：录错的一方重新编码，并更正该系统的库存和未结单据；确属同一物料的，以主数据系统的名称规格为准统一。"
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from healthcheck import Table
from healthcheck.facts import SystemMaterial
from healthcheck.matching import differences, find_groups
from healthcheck.matching.normalise import fold_code

Row = Any


def check(system_material: Table[SystemMaterial], *, share: int, at_least: int) -> Iterator[dict[str, object]]:
    by_code: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(system_material.rows(), key=lambda r: (r.system, r.material_id)):
        key = fold_code(row.code)
        if key and row.name and not row.deleted:
            by_code[key].append(row)
    shared = {key: rows for key, rows in by_code.items() if len({r.system for r in rows}) > 1}
    pairs = [(key, *pair) for key, rows in shared.items() for pair in _pairs(rows)]
    branding = {row.system for rows in by_code.values() for row in rows if row.brand and row.brand.strip()}
    tiers = _tiers([(one, other) for _, one, other in pairs], branding)
    agreeing: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (_, one, other), tier in zip(pairs, tiers, strict=True):
        agreeing[one.system, other.system][0] += 1
        agreeing[one.system, other.system][1] += tier is not None
    said: dict[str, dict[str, object]] = {}
    for (key, one, other), tier in zip(pairs, tiers, strict=True):
        codes, same = agreeing[one.system, other.system]
        # Systems that number on their own share codes by accident: only a common numbering has exceptions.
        if tier == 1 or same < at_least or same * 100 < codes * share or key in said:
            continue
        brands = {one.system, other.system} <= branding
        changed = differences(_text(one, brands), _text(other, brands))
        said[key] = {
            "system": one.system,
            "material_id": one.material_id,
            "code": one.code,
            "things": "; ".join(f"{r.system}: {_text(r)}" for r in _first_of_each(shared[key])),
            "differences": ", ".join(f"'{d.a}' → '{d.b}'" for d in changed),
            "share": same * 100 // codes,
            # One character or a brand apart may be one thing: people decide.
            "confidence": "likely" if tier is None else "possible",
            "tier": tier or 0,
        }
    yield from said.values()


def _first_of_each(rows: list[Row]) -> list[Row]:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.system, row)
    return list(first.values())


def _pairs(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """For each two systems one pair: the materials of the code that are most alike (a code may repeat by company)."""
    for one, other in combinations(sorted({r.system for r in rows}), 2):
        choices = [(a, b) for a in rows if a.system == one for b in rows if b.system == other][:100]
        yield min(choices, key=lambda pair: len(set(_text(pair[0])) ^ set(_text(pair[1]))))


def _tiers(pairs: list[tuple[Row, Row]], branding: set[str]) -> list[int | None]:
    """How surely each pair is one thing: 1 to 3, None when it is not.

    Args:
        branding: systems that keep brands. Where only one of two does, a brand tells nothing.
    """
    rows = [row for pair in pairs for row in pair]
    groups = find_groups(
        [r.name for r in rows],
        [r.specification for r in rows],
        [r.model for r in rows],
        [r.brand if {one.system, other.system} <= branding else None for one, other in pairs for r in (one, other)],
        [i // 2 for i in range(len(rows))],
    )
    found: list[int | None] = [None] * len(pairs)
    for group in groups:
        found[group.members[0] // 2] = group.tier
    for i, (one, other) in enumerate(pairs):
        # Systems keep the specification or not: what one leaves out contradicts nothing.
        if found[i] is None and one.name.strip() == other.name.strip() and not (_detail(one) and _detail(other)):
            found[i] = 1
    return found


def _detail(row: Row) -> str:
    return " ".join(t for t in (row.specification, row.model) if t and t.strip())


def _text(row: Row, brand: bool = True) -> str:
    return " ".join(t.strip() for t in (row.name, row.specification, row.model, row.brand if brand else None) if t)
