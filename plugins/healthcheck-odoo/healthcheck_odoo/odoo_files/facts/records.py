"""Records of Odoo modules: groups, users, access rights, record rules and menus, from data XML and from CSV.

Keys are XML ids, completed with the module's name. Python in ``eval`` is never run; the references in it are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from healthcheck.adapters import Source
from healthcheck.config.document import Document, Notation, read_document
from healthcheck.config.problem import UnusableError
from healthcheck.facts import ConfigFile, Fact, Permission, PermissionGrant, Role, RoleGrant, RoleParent, UserAccount

FACTS = (ConfigFile, Permission, PermissionGrant, Role, RoleGrant, RoleParent, UserAccount)
GIVEN_ONLY = True
#: A module's files hold what the module adds to others.
PARTIAL = (Permission, PermissionGrant, Role, RoleGrant, RoleParent, UserAccount)
QUERIES: dict[str, str] = {}
known = {
    Role: ("role_id", "code", "name", "kind", "company_id", "data_scope", "superuser", "active", "deleted"),
    UserAccount: ("user_id", "login", "name", "kind", "superuser", "email", "active", "deleted"),
    RoleGrant: ("user_id", "role_id", "company_id", "valid_from", "valid_to", "source"),
    Permission: ("permission_id", "code", "name", "kind", "target", "open_to_all", "visible", "active", "deleted"),
    PermissionGrant: ("role_id", "permission_id", "company_id"),
    RoleParent: ("role_id", "parent_id"),
}

_REFERENCE = re.compile(r"""\bref\(\s*['"]([\w.]+)['"]\s*\)""")
_OPERATIONS = ("read", "write", "create", "unlink")
_FEATURES = {
    "base.group_multi_company",
    "base.group_multi_currency",
    "base.group_no_one",
    "base.group_sanitize_override",
}
_SYSTEM = {"base.group_user", "base.group_portal", "base.group_public"}
_PATTERNS = ("ir.model.access.csv", "res.groups.csv", "res.users.csv", "*.xml")


def collect(source: Source) -> Iterator[Fact]:
    """Every record of every file."""
    for file in source.files(*_PATTERNS):
        path = file.relative_to(source.root).as_posix()
        notation: Notation = "csv" if file.suffix.lower() == ".csv" else "xml"
        try:
            document = read_document(path, file.read_bytes(), notation)
        except (UnusableError, OSError):
            continue  # whoever reads every file says what is wrong with it
        module = module_of(source.root, file)
        facts = list(_table(document, module, file.stem) if notation == "csv" else _records(document, module))
        if facts or notation == "csv" or isinstance(document.parts[0][1].get("odoo"), dict):
            yield ConfigFile(path=path, format=notation, bytes=file.stat().st_size, origin=path)
        yield from facts


def module_of(root: Path, file: Path) -> str:
    """The module a file belongs to: the nearest folder with a manifest, else the one above ``security``, ``data`` …"""
    for folder in file.parents:
        if (folder / "__manifest__.py").is_file() or (folder / "__openerp__.py").is_file():
            return folder.name
        if folder == root:
            break
    if file.parent.name in ("security", "data", "views", "demo"):
        return file.parent.parent.resolve().name
    return file.parent.resolve().name


def _full(name: str, module: str) -> str:
    return name if "." in name else f"{module}.{name}"


def _model(name: str) -> str:
    return name.rpartition(".")[2].removeprefix("model_").replace("_", ".")


def _on(value: Any, default: bool = True) -> bool:
    text = str(value if value is not None else "").strip().lower()
    return default if not text else text not in ("0", "false", "no")


def _table(document: Document, module: str, model: str) -> Iterator[Fact]:
    """A CSV file that is called like its model."""
    seen: set[str] = set()
    for number, row in enumerate(document.parts[0][1]):
        at = f"{document.path}#/{number}"
        name = row.get("id") or ""
        if model == "ir.model.access":
            yield from _access(row, at, module, seen)
        elif model == "res.groups" and name:
            yield _group(_full(name, module), row.get("name"), f"{at}/id")
            for parent in _names(row.get("implied_ids/id") or row.get("implied_ids:id")):
                yield RoleParent(role_id=_full(name, module), parent_id=_full(parent, module), origin=at)
        elif model == "res.users" and name:
            key = _full(name, module)
            yield UserAccount(
                user_id=key, login=row.get("login") or None, name=row.get("name") or None, origin=f"{at}/id"
            )
            for group in _names(row.get("groups_id/id") or row.get("groups_id:id")):
                yield RoleGrant(user_id=key, role_id=_full(group, module), origin=at)


def _names(text: str | None) -> list[str]:
    return [n.strip() for n in (text or "").split(",") if n.strip()]


def _access(row: dict[str, str], at: str, module: str, seen: set[str]) -> Iterator[Fact]:
    model_field = next((f for f in ("model_id:id", "model_id/id", "model_id") if row.get(f)), None)
    group_field = next((f for f in ("group_id:id", "group_id/id", "group_id") if f in row), None)
    if model_field is None:
        return
    model = _model(row[model_field])
    group = (row.get(group_field) or "") if group_field else ""
    for operation in _OPERATIONS:
        if not _on(row.get(f"perm_{operation}"), default=False):
            continue
        key = f"{model}:{operation}"
        if key not in seen:
            seen.add(key)
            yield _permission(key, f"{model}: {operation}", "model", model, not group, f"{at}/perm_{operation}")
        if group:
            field = str(group_field).replace("~", "~0").replace("/", "~1")
            yield PermissionGrant(role_id=_full(group, module), permission_id=key, origin=f"{at}/{field}")


def _permission(
    key: str, name: str | None, kind: Any, target: str | None, open_to_all: bool, origin: str
) -> Permission:
    return Permission(
        permission_id=key, code=key, name=name, kind=kind, target=target, open_to_all=open_to_all, origin=origin
    )


def _group(key: str, name: str | None, origin: str) -> Role:
    kind = "system" if key in _SYSTEM else "feature" if key in _FEATURES else "role"
    return Role(role_id=key, code=key, name=name, kind=kind, superuser=key == "base.group_system", origin=origin)


def _listed(value: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """An element, or several of one name, as objects with the pointer to each."""
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield item, f"{pointer}/{number}" if isinstance(value, list) else pointer


def _records(document: Document, module: str) -> Iterator[Fact]:
    value = document.parts[0][1]
    for root in ("odoo", "openerp"):
        for holder, pointer in _listed(value.get(root), f"/{root}"):
            yield from _below(document, holder, pointer, module)
            for data, at in _listed(holder.get("data"), f"{pointer}/data"):
                yield from _below(document, data, at, module)


def _below(document: Document, holder: dict[str, Any], pointer: str, module: str) -> Iterator[Fact]:
    for record, at in _listed(holder.get("record"), f"{pointer}/record"):
        make = _MAKERS.get(str(record.get("@model")))
        if make is not None and record.get("@id"):
            fields = {str(f.get("@name")): (f, p) for f, p in _listed(record.get("field"), f"{at}/field")}
            yield from make(
                _full(str(record["@id"]), module), fields, f"{document.path}#{at}/@id", module, document.path
            )
    for item, at in _listed(holder.get("menuitem"), f"{pointer}/menuitem"):
        if item.get("@id"):
            key = _full(str(item["@id"]), module)
            origin = f"{document.path}#{at}/@id"
            groups = _names(item.get("@groups"))
            kind = "menu" if item.get("@action") else "directory"
            yield _permission(key, item.get("@name"), kind, item.get("@action"), not groups, origin)
            for group in groups:
                if not group.startswith("-"):
                    yield PermissionGrant(
                        role_id=_full(group, module), permission_id=key, origin=f"{document.path}#{at}/@groups"
                    )


Fields = dict[str, tuple[dict[str, Any], str]]


def _text_of(fields: Fields, name: str) -> str | None:
    field = fields.get(name, ({}, ""))[0]
    return field.get("#text") or None


def _references(fields: Fields, name: str, module: str) -> Iterator[tuple[str, str]]:
    """XML ids that a field refers to, with the pointer to where they stand."""
    field, pointer = fields.get(name, ({}, ""))
    if field.get("@ref"):
        yield _full(str(field["@ref"]), module), f"{pointer}/@ref"
    for reference in _REFERENCE.findall(str(field.get("@eval") or "")):
        yield _full(reference, module), f"{pointer}/@eval"


def _res_groups(key: str, fields: Fields, origin: str, module: str, path: str) -> Iterator[Fact]:
    yield _group(key, _text_of(fields, "name"), origin)
    for parent, at in _references(fields, "implied_ids", module):
        yield RoleParent(role_id=key, parent_id=parent, origin=f"{path}#{at}")
    for name in ("users", "user_ids"):
        for user, at in _references(fields, name, module):
            yield RoleGrant(user_id=user, role_id=key, origin=f"{path}#{at}")


def _res_users(key: str, fields: Fields, origin: str, module: str, path: str) -> Iterator[Fact]:
    active = fields.get("active", ({}, ""))[0]
    yield UserAccount(
        user_id=key,
        login=_text_of(fields, "login"),
        name=_text_of(fields, "name"),
        email=_text_of(fields, "email"),
        active=_on(active.get("@eval") or active.get("#text")),
        origin=origin,
    )
    for name in ("groups_id", "group_ids"):
        for group, at in _references(fields, name, module):
            yield RoleGrant(user_id=key, role_id=group, origin=f"{path}#{at}")


def _ir_access(key: str, fields: Fields, origin: str, module: str, path: str) -> Iterator[Fact]:
    model = next((r for r, _ in _references(fields, "model_id", module)), None)
    if model is None:
        return
    groups = list(_references(fields, "group_id", module))
    for operation in _OPERATIONS:
        field = fields.get(f"perm_{operation}", ({}, ""))[0]
        if not _on(field.get("@eval") or field.get("#text"), default=False):
            continue
        code = f"{_model(model)}:{operation}"
        yield _permission(code, f"{_model(model)}: {operation}", "model", _model(model), not groups, origin)
        for group, at in groups:
            yield PermissionGrant(role_id=group, permission_id=code, origin=f"{path}#{at}")


def _ir_rule(key: str, fields: Fields, origin: str, module: str, path: str) -> Iterator[Fact]:
    model = next((_model(r) for r, _ in _references(fields, "model_id", module)), None)
    groups = list(_references(fields, "groups", module))
    yield _permission(key, _text_of(fields, "name"), "record_rule", model, not groups, origin)
    for group, at in groups:
        yield PermissionGrant(role_id=group, permission_id=key, origin=f"{path}#{at}")


def _ir_menu(key: str, fields: Fields, origin: str, module: str, path: str) -> Iterator[Fact]:
    groups = [*_references(fields, "groups_id", module), *_references(fields, "group_ids", module)]
    action = next((r for r, _ in _references(fields, "action", module)), None)
    yield _permission(key, _text_of(fields, "name"), "menu" if action else "directory", action, not groups, origin)
    for group, at in groups:
        yield PermissionGrant(role_id=group, permission_id=key, origin=f"{path}#{at}")


_MAKERS: dict[str, Any] = {
    "res.groups": _res_groups,
    "res.users": _res_users,
    "ir.model.access": _ir_access,
    "ir.rule": _ir_rule,
    "ir.ui.menu": _ir_menu,
}
