"""Permissions as the framework works them out: one Custom DocPerm row replaces all DocPerm rows of its document type,
and a Custom Role replaces the roles of its report or page. A row holds a dozen rights in as many columns, so SQL would
have to read each table a dozen times.
"""

from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Permission, PermissionGrant

FACTS = (Permission, PermissionGrant)
known = {
    Permission: (
        *("permission_id", "code", "name", "kind", "parent_id", "target", "target_found", "open_to_all"),
        *("visible", "active", "deleted", "origin"),
    ),
    PermissionGrant: ("role_id", "permission_id", "company_id", "origin"),
}

#: The rights a row can tick. The duties of the segregation matrix read the last part of the code.
RIGHTS = (
    *("read", "write", "create", "delete", "submit", "cancel", "amend"),
    *("select", "report", "export", "import", "share", "print", "email", "set_user_permissions"),
)
_RIGHTS = ", ".join(f"p.`{right}` AS r_{right}" for right in RIGHTS)

#: Everybody, or everybody who has signed in, holds these without being given them.
AUTOMATIC = {"All", "Guest", "Desk User"}

QUERIES = {
    "doctypes": "SELECT d.name, d.istable FROM `tabDocType` AS d",
    "standard": f"SELECT p.name, p.parent, p.role, p.permlevel, p.if_owner, {_RIGHTS} FROM `tabDocPerm` AS p",
    "custom": f"SELECT p.name, p.parent, p.role, p.permlevel, p.if_owner, {_RIGHTS} FROM `tabCustom DocPerm` AS p",
    "roles": """SELECT h.parent, h.parenttype, h.role FROM `tabHas Role` AS h
        WHERE h.parenttype IN ('Report', 'Page', 'Custom Role')""",
    "replaced": "SELECT c.name, c.report, c.page FROM `tabCustom Role` AS c",
    "reports": "SELECT r.name, r.disabled FROM `tabReport` AS r",
    "pages": "SELECT p.name, p.title FROM `tabPage` AS p",
}

#: Without one of these a row means something else than it says.
NEEDED = ("role", "permlevel", "if_owner", "parent", "name")


def collect(source: Source) -> Iterator[Fact]:
    """Rights on document types, then on reports and pages."""
    yield from _doctypes(source)
    yield from _screens(source)


def _lacks(source: Source, *columns: str) -> bool:
    """Whether a column is missing without which nothing can be said; the reason is noted for both fact tables."""
    missing = [c for c in columns if not source.has(c)]
    for fact in FACTS if missing else ():
        source.problem(fact, f"column {missing[0]} not found", f"没有列 {missing[0]}")
    return bool(missing)


def _doctypes(source: Source) -> Iterator[Fact]:
    tables = ["tabDocPerm"]
    if source.has("tabCustom DocPerm"):  # versions before 8 have none
        tables.append("tabCustom DocPerm")
    if _lacks(source, "tabDocType.name", "tabDocType.istable", *(f"{t}.{c}" for t in tables for c in NEEDED)):
        return
    child = {row["name"]: bool(row["istable"]) for row in source.rows("doctypes")}
    custom = list(source.rows("custom")) if len(tables) > 1 else []
    replaced = {row["parent"] for row in custom}
    rows = [("DocPerm", row) for row in source.rows("standard") if row["parent"] not in replaced]
    rows += [("Custom DocPerm", row) for row in custom]
    granted: dict[str, dict[str, str]] = {}
    seen: dict[str, tuple[str, str, str]] = {}
    for table, row in rows:
        doctype, role = row["parent"], row["role"]
        if not doctype or not role or child.get(doctype):  # a child table is read through its parent
            continue
        origin = f"{table}#{row['name']}"
        for key, kind in _rights(row):
            seen.setdefault(key, (doctype, kind, origin))
            granted.setdefault(key, {}).setdefault(role, origin)
    for key, (doctype, kind, origin) in seen.items():
        yield _permission(
            key, None, kind, doctype, doctype in child, bool(AUTOMATIC & granted[key].keys()), origin=origin
        )
    for key, roles in granted.items():
        for role, origin in roles.items():
            yield PermissionGrant(role_id=role, permission_id=key, origin=origin)


def _rights(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(permission key, kind) of every right a row ticks: ``Item:write``; ``Item:write:own`` for the author's own
    documents only, ``Item:write:1`` for the fields of a higher level."""
    for right in RIGHTS:
        if not row[f"r_{right}"]:
            continue
        level = int(row["permlevel"] or 0)
        key = f"{row['parent']}:{right}"
        if level:
            yield f"{key}:{level}", "field"
        elif row["if_owner"]:
            yield f"{key}:own", "model"
        else:
            yield key, "model"


def _screens(source: Source) -> Iterator[Fact]:
    """Reports and pages; where no role is named, everybody who may read the data may open them."""
    if _lacks(source, "tabHas Role.parent", "tabHas Role.parenttype", "tabHas Role.role"):
        return
    roles: dict[tuple[str, str], list[str]] = {}
    for row in source.rows("roles"):
        if row["parent"] and row["role"]:
            roles.setdefault((row["parenttype"], row["parent"]), []).append(row["role"])
    if source.has("tabCustom Role.report") and source.has("tabCustom Role.page"):
        for row in source.rows("replaced"):
            own = roles.pop(("Custom Role", row["name"]), [])
            for kind, target in (("Report", row["report"]), ("Page", row["page"])):
                if target and own:
                    roles[kind, target] = own
    found: dict[tuple[str, str], tuple[str | None, bool]] = {}
    for kind, query, table in (("Report", "reports", "tabReport"), ("Page", "pages", "tabPage")):
        if not source.has(f"{table}.name"):
            roles = {k: v for k, v in roles.items() if k[0] != kind}
            continue
        for row in source.rows(query):
            found[kind, row["name"]] = (row.get("title"), not row.get("disabled"))
    for kind, name in sorted({*found, *(k for k in roles if k[0] != "Custom Role")}):
        title, active = found.get((kind, name), (None, True))
        named = roles.get((kind, name), [])
        key = f"{kind}/{name}"  # a document type may be called Report, too
        yield _permission(
            key,
            title,
            "report" if kind == "Report" else "menu",
            name,
            (kind, name) in found,
            not named or bool(AUTOMATIC & set(named)),
            active=active,
            origin=f"{kind}#{name}",
        )
        for role in dict.fromkeys(named):
            yield PermissionGrant(role_id=role, permission_id=key, origin=f"{kind}#{name}")


def _permission(
    key: str,
    name: str | None,
    kind: Any,
    target: str,
    target_found: bool,
    open_to_all: bool,
    *,
    active: bool = True,
    origin: str,
) -> Permission:
    return Permission(
        permission_id=key,
        code=key,
        name=name,
        kind=kind,
        target=target,
        target_found=target_found,
        open_to_all=open_to_all,
        active=active,
        origin=origin,
    )
