"""
severity = "info"
subject  = "role"
effort   = "hours"
tags     = ["tidy"]
confidence = "possible"
params   = { at_most = 2, at_least = 8 }

[en]
title   = "Roles that are almost the same"
message = "Role {role} differs from {other} by {different} permission(s) beside {common} in common. Only in {role}: {only_here}. Only in {other}: {only_there}."
fix     = "Ask whether the difference is meant. If not, merge the two; if so, name the roles so that the difference can be seen."
[zh]
title   = "两个角色几乎一样"
message = "角色 {role} 与 {other} 有 {common} 项权限相同，只差 {different} 项。仅 {role} 有：{only_here}；仅 {other} 有：{only_there}。"
fix     = "确认差异是否有意为之：不是就合并；是就改名，让人一眼看出区别。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import Permission, Role, RoleScope
from healthcheck.setjoin import Near, near_pairs

Sets = dict[str, frozenset[int]]


def check(
    role: Table[Role],
    permission: Table[Permission],
    role_scope: Table[RoleScope] | None,
    role_permission: Table[Any],
    role_closure: Table[Any],
    *,
    at_most: int,
    at_least: int,
) -> Iterator[dict[str, object]]:
    """Per role the nearest of those that differ from it by little; equal roles are another rule's."""
    names, walls = _candidates(role, role_scope)
    carried, members = _carried(role_permission, set(names))
    rooms: defaultdict[tuple[object, ...], Sets] = defaultdict(dict)
    seen: set[tuple[object, ...]] = set()
    for key in sorted(carried):
        # Of equal roles one stands for all.
        mark = (walls[key], carried[key])
        if mark not in seen:
            seen.add(mark)
            rooms[walls[key]][key] = carried[key]
    nearest: dict[str, list[Near]] = {}
    for sets in rooms.values():
        for pair in near_pairs(sets, at_most, at_least):
            nearest.setdefault(pair.one, []).append(pair)
    if not nearest:
        return
    kin = set(zip(*(role_closure.arrow().column(c).to_pylist() for c in ("role_id", "ancestor_id")), strict=True))
    labels = _labels(permission)

    def shown(only: frozenset[int]) -> str:
        return ", ".join(sorted(labels.get(members[m], members[m]) for m in only)) or "-"

    for key, found in nearest.items():
        # What inherits is meant to resemble what it inherits from.
        pairs = [p for p in found if (p.one, p.other) not in kin and (p.other, p.one) not in kin]
        if not pairs:
            continue
        pair = min(pairs, key=lambda p: (p.different, -p.common, str(p.other)))
        here, there = carried[key], carried[pair.other]
        yield {
            "role_id": key,
            "other_id": pair.other,
            "role": names[key],
            "other": names[pair.other],
            "common": pair.common,
            "different": pair.different,
            "only_here": shown(here - there),
            "only_there": shown(there - here),
            "similar": len(pairs),
        }


def _candidates(
    role: Table[Role], role_scope: Table[RoleScope] | None
) -> tuple[dict[str, str], dict[str, tuple[object, ...]]]:
    """Roles worth comparing: names, and what only roles of one kind share (company, which rows are seen)."""
    units: defaultdict[str, set[str]] = defaultdict(set)
    for scope in role_scope.rows() if role_scope else ():
        units[scope.role_id].add(scope.org_unit_id)
    names: dict[str, str] = {}
    walls: dict[str, tuple[object, ...]] = {}
    for row in role.rows():
        if row.kind == "role" and row.active and not row.deleted and not row.superuser:
            names[row.role_id] = row.name or row.code or row.role_id
            walls[row.role_id] = (row.company_id, row.data_scope, frozenset(units[row.role_id]))
    return names, walls


def _carried(role_permission: Table[Any], wanted: set[str]) -> tuple[Sets, list[str]]:
    """Permissions per role as numbers, and the key behind each number."""
    table = role_permission.arrow().combine_chunks()
    if not table.num_rows:
        return {}, []
    columns = [table.column(c).combine_chunks() for c in ("role_id", "permission_id")]
    roles, permissions = ((c.chunk(0) if hasattr(c, "chunk") else c).dictionary_encode() for c in columns)
    keys: list[str] = roles.dictionary.to_pylist()
    sets: list[set[int]] = [set() for _ in keys]
    for number, member in zip(roles.indices.to_pylist(), permissions.indices.to_pylist(), strict=True):
        sets[number].add(member)
    return {k: frozenset(s) for k, s in zip(keys, sets, strict=True) if k in wanted}, permissions.dictionary.to_pylist()


def _labels(permission: Table[Permission]) -> dict[str, str]:
    table = permission.arrow()
    columns = (table.column(c).to_pylist() for c in ("permission_id", "name", "code"))
    return {key: name or code or key for key, name, code in zip(*columns, strict=True)}
