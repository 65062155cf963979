"""
severity = "info"
subject  = "role"
effort   = "hours"
tags     = ["tidy"]
confidence = "possible"
params   = { at_most = 2, at_least = 8 }
verify   = '''
SELECT count(*)
FROM role AS r
JOIN role AS o ON o.role_id = '{other_id}' AND o.active AND NOT o.deleted
WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted
  AND (
    SELECT count(*) FROM role_permission AS g
    WHERE g.role_id = '{role_id}' AND NOT EXISTS (
      SELECT 1 FROM role_permission AS h WHERE h.role_id = '{other_id}' AND h.permission_id = g.permission_id
    )
  ) + (
    SELECT count(*) FROM role_permission AS g
    WHERE g.role_id = '{other_id}' AND NOT EXISTS (
      SELECT 1 FROM role_permission AS h WHERE h.role_id = '{role_id}' AND h.permission_id = g.permission_id
    )
  ) BETWEEN 1 AND {{at_most}}
'''

[en]
title   = "Roles that are almost the same"
message = "Role {role} differs from {other} by {different:permission|permissions} beside {common} in common. Only in {role}: {only_here}. Only in {other}: {only_there}."
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
    names, rooms = _candidates(role, role_scope)
    carried = role_permission.arrow()
    nearest: dict[str, list[Near]] = {}
    for pair in near_pairs(carried.column("role_id"), carried.column("permission_id"), at_most, at_least, rooms):
        nearest.setdefault(pair.one, []).append(pair)
    if not nearest:
        return
    kin = set(zip(*_columns(role_closure, "role_id", "ancestor_id"), strict=True))
    columns = _columns(permission, "permission_id", "name", "code")
    labels = {key: name or code or key for key, name, code in zip(*columns, strict=True)}
    for key, found in nearest.items():
        # What inherits is meant to resemble what it inherits from.
        pairs = [p for p in found if (p.one, p.other) not in kin and (p.other, p.one) not in kin]
        if not pairs:
            continue
        pair = min(pairs, key=lambda p: (p.different, -p.common, p.other))
        yield {
            "role_id": key,
            "other_id": pair.other,
            "role": names[key],
            "other": names[pair.other],
            "common": pair.common,
            "different": pair.different,
            "only_here": ", ".join(sorted(labels.get(m, m) for m in pair.only_one)) or "-",
            "only_there": ", ".join(sorted(labels.get(m, m) for m in pair.only_other)) or "-",
            "similar": len(pairs),
        }


def _columns(table: Table[Any], *names: str) -> list[list[Any]]:
    return [table.arrow().column(name).to_pylist() for name in names]


def _candidates(
    role: Table[Role], role_scope: Table[RoleScope] | None
) -> tuple[dict[str, str], dict[str, tuple[object, ...]]]:
    """Roles worth comparing: names, and the room each is compared in (company, which rows it sees)."""
    units: defaultdict[str, set[str]] = defaultdict(set)
    if role_scope is not None:
        for role_id, unit in zip(*_columns(role_scope, "role_id", "org_unit_id"), strict=True):
            units[role_id].add(unit)
    names: dict[str, str] = {}
    rooms: dict[str, tuple[object, ...]] = {}
    wanted = ("role_id", "name", "code", "company_id", "data_scope", "kind", "active", "deleted", "superuser")
    for key, name, code, company, scope, kind, active, deleted, superuser in zip(*_columns(role, *wanted), strict=True):
        if kind == "role" and active and not deleted and not superuser:
            names[key] = name or code or key
            rooms[key] = (company, scope, frozenset(units.get(key, ())))
    return names, rooms
