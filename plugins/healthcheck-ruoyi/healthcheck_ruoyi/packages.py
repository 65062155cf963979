"""Tenant packages (租户套餐): which menus tenants may have, as a packed list beside the package's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import OrphanCount


def count(source: Source, tables: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> Iterator[OrphanCount]:
    """What packages and tenants name that is not there.

    Args:
        source: with the queries ``packages`` (id, menu_ids), ``menus`` (id) and ``tenants`` (id, package_id).
        tables: their tables, by the names of the queries.
        columns: the columns each of them reads; where one is missing nothing is counted, for a list cut short makes orphans.
    """
    whole = {name for name, table in tables.items() if all(source.has(f"{table}.{c}") for c in columns[name])}
    if "packages" not in whole:
        return
    packages = list(source.rows("packages"))
    if "menus" in whole:
        menus = {str(row["id"]) for row in source.rows("menus")}
        named = [(row["id"], menu) for row in packages for menu in unpack(row["menu_ids"])]
        lost = [f"{package}: {menu}" for package, menu in named if menu not in menus]
        yield _orphans(f"{tables['packages']}.menu_ids", tables["menus"], len(named), lost)
    if "tenants" in whole:
        known = {str(row["id"]) for row in packages}
        # 0 and nothing: the system's own tenant, which has no package.
        held = [row for row in source.rows("tenants") if row["package_id"] not in (None, 0, "0", "")]
        lost = [str(row["id"]) for row in held if str(row["package_id"]) not in known]
        yield _orphans(f"{tables['tenants']}.package_id", tables["packages"], len(held), lost)


def unpack(text: Any) -> list[str]:
    """The keys in `[1,2]`, `["1"]` or `1,2`, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\d+", str(text or ""))))


def _orphans(child: str, parent: str, rows: int, lost: list[str]) -> OrphanCount:
    return OrphanCount(
        child=child,
        parent=parent,
        rows=rows,
        orphans=len(lost),
        example=min(lost, default=None),
        origin=child.partition(".")[0],
    )
