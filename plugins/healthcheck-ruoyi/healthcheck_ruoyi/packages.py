"""Tenant packages (租户套餐): which menus tenants may have, as a packed list beside the package's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import OrphanCount, PackagePermission


def read(
    source: Source, table: str, key: str, menus: str, needed: tuple[str, ...]
) -> Iterator[PackagePermission | OrphanCount]:
    """What packages contain, and how much of it is not there any more.

    Nothing is said where a column is missing: a list cut short would make roles carry too much.

    Args:
        source: with the queries ``packages`` (id, menu_ids; of all packages), ``kept`` (id; of those not deleted) and
            ``menus`` (id; of menus not deleted).
        table: the table of packages, and ``key`` its key.
        menus: the table of menus.
        needed: what the queries ``kept`` and ``menus`` rest on; nothing is counted where one of these columns is missing.
    """
    if not (source.has(f"{table}.{key}") and source.has(f"{table}.menu_ids")):
        return
    packages = [(str(row["id"]), unpack(row["menu_ids"])) for row in source.rows("packages")]
    for package, contained in packages:
        for menu in contained:
            yield PackagePermission(package_id=package, permission_id=menu, origin=f"{table}#{package}")
    if not all(map(source.has, needed)):
        return
    known = {str(row["id"]) for row in source.rows("menus")}
    kept = {str(row["id"]) for row in source.rows("kept")}
    named = [menu for package, contained in packages if package in kept for menu in contained]
    lost = [menu for menu in named if menu not in known]
    yield OrphanCount(
        child=f"{table}.menu_ids",
        parent=menus,
        rows=len(named),
        orphans=len(lost),
        example=min(lost, default=None),
        origin=table,
    )


def unpack(text: Any) -> list[str]:
    """The keys in `[1,2]`, `["1"]` or `1,2`, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\d+", str(text or ""))))
