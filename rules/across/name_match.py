"""
severity = "low"
subject  = "system_material"
effort   = "hours"
tags     = ["codes", "relative"]
params   = { threshold = 50, most = 5000 }
confidence = "possible"
checks   = ["MC02", "MC03"]

[en]
title   = "Probably one material under two codes in two systems"
message = "{one} and {other} read alike ({score} %), and neither code is known on the other side."
fix     = "Compare them. If they are one thing, agree on the code or add a line to the code map; nothing is mapped by itself."
[zh]
title   = "两套系统中疑似同一物料，编码不同"
message = "{one} 与 {other} 相似度 {score}%，而两边都没有对方的编码。"
fix     = "人工核对；确属同一物料的，统一编码或在对照表中补一行。系统不会自动对应。"
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from healthcheck import Table
from healthcheck.facts import SystemCodeMap, SystemMaterial
from healthcheck.matching import find_groups, fold, match_sources, segments
from healthcheck.matching.normalise import fold_code


def check(
    system_material: Table[SystemMaterial],
    system_code_map: Table[SystemCodeMap] | None,
    *,
    threshold: int,
    most: int,
) -> Iterator[dict[str, object]]:
    live: defaultdict[str, list[SystemMaterial]] = defaultdict(list)
    carried: defaultdict[str, set[str]] = defaultdict(set)
    for row in sorted(system_material.rows(), key=lambda r: (r.system, r.material_id)):
        if row.deleted:
            continue
        carried[fold_code(row.code)].add(row.system)
        if row.active is not False and row.name and row.name.strip() and row.kind not in ("service", "combo", "asset"):
            live[row.system].append(row)
    mapped = {
        fold_code(code)
        for line in (system_code_map.rows() if system_code_map else ())
        if line.target_code.strip()
        for code in (line.source_code, line.target_code)
    }
    for one, other in combinations(sorted(live), 2):
        left, right = (
            [r for r in live[a] if b not in carried[fold_code(r.code)] and fold_code(r.code) not in mapped]
            for a, b in ((one, other), (other, one))
        )
        large = max(len(left), len(right)) > most
        for a, b, score in _grouped(left, right) if large else _alike(left, right, threshold / 100):
            if _numbers(a) != _numbers(b):
                continue
            yield {
                "system": a.system,
                "material_id": a.material_id,
                "one": _shown(a),
                "other": _shown(b),
                "other_material_id": b.material_id,
                "score": int(score * 100),
            }


Matches = Iterator[tuple[SystemMaterial, SystemMaterial, float]]


def _alike(left: list[SystemMaterial], right: list[SystemMaterial], threshold: float) -> Matches:
    """Each other's best by the words they share."""
    for match in match_sources(map(_text, left), map(_text, right), threshold):
        yield left[match.a], right[match.b], match.score


def _grouped(left: list[SystemMaterial], right: list[SystemMaterial]) -> Matches:
    """Too many to compare each with each: those that are one thing but for notation, brand or one character."""
    rows = [*left, *right]
    groups = find_groups(
        [r.name for r in rows], [r.specification for r in rows], [r.model for r in rows], [r.brand for r in rows]
    )
    for group in groups:
        ours = [i for i in group.members if i < len(left)]
        if len(ours) == 1 and len(group.members) == 2:
            yield rows[group.members[0]], rows[group.members[1]], (1.0, 0.9, 0.8)[group.tier - 1]


def _text(row: SystemMaterial) -> str:
    return " ".join(t for t in (row.name, row.specification, row.model, row.brand) if t)


def _numbers(row: SystemMaterial) -> list[str]:
    """Sizes and codes in the text: where they differ, two things are two things."""
    return sorted(word for word in segments(fold(_text(row))) if any(c.isdigit() for c in word))


def _shown(row: SystemMaterial) -> str:
    return f"{row.system} {row.code or row.material_id} ({_text(row)})"
