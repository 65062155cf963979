"""Grants and menus: jsh_user_business packs keys into one text (``[210][225]``), and a menu names its parent by number."""

import json
import re
from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Permission, PermissionGrant, RoleGrant

FACTS = (Permission, PermissionGrant, RoleGrant)
known = {
    Permission: (
        *("permission_id", "code", "name", "kind", "parent_id", "target", "open_to_all", "visible", "active"),
        *("deleted", "origin"),
    ),
    PermissionGrant: ("role_id", "permission_id", "company_id", "origin"),
    RoleGrant: ("user_id", "role_id", "company_id", "valid_from", "valid_to", "source", "origin"),
}
QUERIES = {
    "functions": """SELECT f.id, f.number, f.name, f.parent_number, f.url, f.push_btn, f.enabled, f.delete_flag
        FROM jsh_function AS f""",
    "grants": """SELECT b.id, b.type, b.key_id, b.value, b.btn_str, b.tenant_id FROM jsh_user_business AS b
        WHERE b.type IN ('UserRole', 'RoleFunctions') AND COALESCE(b.delete_flag, '0') <> '1'""",
}

#: Buttons of a bill's page. The duties of the segregation matrix read the last part of the code.
BUTTONS = {"1": ("edit", "编辑"), "2": ("audit", "审核"), "3": ("export", "导出"), "7": ("unaudit", "反审核")}

NEEDED = {
    "jsh_function": ("id", "number", "parent_number", "delete_flag", "enabled"),
    "jsh_user_business": ("id", "type", "key_id", "value", "delete_flag"),
}


def unpack(text: object) -> list[str]:
    """The keys of a packed list, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\d+", str(text or ""))))


def buttons(text: object) -> dict[str, list[str]]:
    """Function → buttons ticked; what cannot be read ticks none."""
    try:
        items = json.loads(str(text or "[]"))
        return {str(i["funId"]): unpack(i.get("btnStr")) for i in items}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def true(value: object) -> bool:
    """A bit(1), which drivers give as bytes or number; NULL counts as switched on."""
    return value is None or (bool(int.from_bytes(value, "big")) if isinstance(value, bytes) else bool(value))


def collect(source: Source) -> Iterator[Fact]:
    """Menus, their buttons, and who was given what."""
    missing = [f"{t}.{c}" for t, columns in NEEDED.items() for c in columns if not source.has(f"{t}.{c}")]
    if missing:
        for fact in FACTS:
            source.problem(fact, f"column {missing[0]} not found", f"没有列 {missing[0]}")
        return
    functions = {str(row["id"]): row for row in source.rows("functions")}
    directories = _directories(functions)
    yield from _permissions(functions, directories)
    for row in source.rows("grants"):
        origin = f"jsh_user_business#{row['id']}"
        if row["type"] == "UserRole":
            for role_id in unpack(row["value"]):
                yield RoleGrant(user_id=str(row["key_id"]), role_id=role_id, origin=origin)
            continue
        company_id = str(row["tenant_id"]) if row["tenant_id"] else None
        granted = unpack(row["value"])
        keys = [key for key in granted if key not in directories]
        for function_id, ticked in buttons(row["btn_str"]).items():
            offered = unpack(functions.get(function_id, {}).get("push_btn"))
            if function_id in granted:
                keys += [f"{function_id}:{b}" for b in ticked if b in offered and b in BUTTONS]
        for key in keys:
            yield PermissionGrant(role_id=str(row["key_id"]), permission_id=key, company_id=company_id, origin=origin)


def _directories(functions: dict[str, dict[str, Any]]) -> set[str]:
    """Functions with others below them. The menu shows one as soon as something below it is granted, whether it is
    granted itself or not, so a grant of its own says nothing."""
    parents = {str(row["parent_number"]) for row in functions.values()}
    return {key for key, row in functions.items() if str(row["number"]) in parents}


def _permissions(functions: dict[str, dict[str, Any]], directories: set[str]) -> Iterator[Permission]:
    by_number = {str(row["number"]): key for key, row in reversed(functions.items()) if row["delete_flag"] != "1"}
    for key, row in functions.items():
        above = str(row["parent_number"] or "0")
        common: dict[str, Any] = {
            "active": true(row["enabled"]),
            "deleted": row["delete_flag"] == "1",
            "origin": f"jsh_function#{key}",
        }
        yield Permission(
            permission_id=key,
            code=row["number"],
            name=row["name"],
            kind="directory" if key in directories else "menu",
            parent_id=None if above == "0" else by_number.get(above, above),
            target=row["url"],
            open_to_all=True if key in directories else None,
            **common,
        )
        page = str(row["url"] or row["number"]).rsplit("/", 1)[-1]
        for button in unpack(row["push_btn"]):
            if button in BUTTONS:
                code, name = BUTTONS[button]
                yield Permission(
                    permission_id=f"{key}:{button}",
                    code=f"{page}:{code}",
                    name=f"{row['name']}-{name}",
                    kind="action",
                    parent_id=key,
                    **common,
                )
