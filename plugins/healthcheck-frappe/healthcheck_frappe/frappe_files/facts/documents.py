"""Documents as Frappe writes them to JSON: fixtures, DocTypes, workflows, exports. Other JSON is passed over.

Keys are those of the site's database (names of documents), so that files and a snapshot of the site fit together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import (
    Barcode,
    Bom,
    BomLine,
    Company,
    ConfigFile,
    DocumentType,
    Fact,
    Flow,
    FlowApprover,
    FlowEdge,
    FlowNode,
    Material,
    Permission,
    PermissionGrant,
    Report,
    Role,
    RoleGrant,
    RoleParent,
    Uom,
    UomConversion,
    UserAccount,
)

FACTS = (
    ConfigFile,
    Barcode,
    Bom,
    BomLine,
    Company,
    DocumentType,
    Flow,
    FlowApprover,
    FlowEdge,
    FlowNode,
    Material,
    Permission,
    PermissionGrant,
    Report,
    Role,
    RoleGrant,
    RoleParent,
    Uom,
    UomConversion,
    UserAccount,
)
#: A table of which no document was found was not exported, which is not the same as empty.
GIVEN_ONLY = True
#: Files hold only some of what a site has.
PARTIAL = (
    *(Role, RoleGrant, RoleParent, UserAccount, Company, DocumentType, Permission, PermissionGrant, Uom, Material),
    *(Report, UomConversion),
)
QUERIES: dict[str, str] = {}
known = {
    Flow: (
        *("flow_id", "code", "name", "version", "latest", "notation", "executable", "document_type_id", "company_id"),
        *("active", "deleted"),
    ),
    FlowNode: (
        *("flow_id", "node_id", "name", "kind", "parent_id", "attached_to", "triggered", "interrupting", "called_code"),
        *("multi_instance", "quorum", "approver_required", "initial", "document_status"),
    ),
    FlowEdge: ("flow_id", "edge_id", "source_id", "target_id", "name", "condition", "language", "is_default"),
    FlowApprover: ("flow_id", "node_id", "kind", "reference", "source", "direct"),
    Role: ("role_id", "code", "name", "kind", "company_id", "data_scope", "superuser", "active", "deleted"),
    UserAccount: ("user_id", "login", "name", "kind", "superuser", "email", "company_id", "active", "deleted"),
    RoleGrant: ("user_id", "role_id", "company_id", "valid_from", "valid_to", "source"),
}

MAX_BYTES = 32 * 1024 * 1024
#: Rights that a permission row can tick.
RIGHTS = (
    *("read", "write", "create", "delete", "submit", "cancel", "amend"),
    *("select", "report", "export", "import", "share", "print", "email", "set_user_permissions"),
)
#: Everybody, or everybody who has signed in, holds these without being given them.
AUTOMATIC = frozenset({"All", "Guest", "Desk User"})
_STATUS = {"0": "draft", "1": "submitted", "2": "cancelled"}


def collect(source: Source) -> Iterator[Fact]:
    """Every document of every file."""
    for file in source.files("*.json"):
        path = file.relative_to(source.root).as_posix()
        documents = list(_documents(file))
        taken = False
        for pointer, document in documents:
            make = _MAKERS.get(document["doctype"])
            if make is not None:
                taken = True
                yield from make(document, f"{path}#{pointer}")
        if taken:
            yield ConfigFile(path=path, format="json", bytes=file.stat().st_size, origin=path)


def _documents(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of a file with the pointer to each; nothing of a file that is none of Frappe's or cannot be read."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return
        data = file.read_bytes()
        if b'"doctype"' not in data:
            return
        value = json.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return  # whoever reads every file says what is wrong with it
    listed = value if isinstance(value, list) else [value]
    for number, item in enumerate(listed):
        if isinstance(item, dict) and isinstance(item.get("doctype"), str):
            yield f"/{number}" if isinstance(value, list) else "", item


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def _rows(document: dict[str, Any], table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = document.get(table)
    for number, row in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(row, dict):
            yield number, row


def _name(document: dict[str, Any], *fields: str) -> str | None:
    return next((str(document[f]) for f in ("name", *fields) if document.get(f)), None)


def _on(value: Any) -> bool:
    return str(value).lower() in ("1", "true", "yes")


def _role(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "role_name")
    if name:
        yield Role(
            role_id=name,
            code=name,
            name=name,
            kind="system" if name in AUTOMATIC or name == "Administrator" else "role",
            active=not _on(document.get("disabled")),
            origin=f"{origin}/name" if document.get("name") else origin,
        )


def _user(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "email")
    if not name:
        return
    kind = "system" if name in ("Administrator", "Guest") else "person"
    if document.get("user_type") == "Website User":
        kind = "external"
    yield UserAccount(
        user_id=name,
        login=name,
        name=_text(document.get("full_name")) or _text(document.get("first_name")),
        kind=kind,
        superuser=name == "Administrator",
        email=_text(document.get("email")),
        active=_on(document.get("enabled", 1)),
        origin=f"{origin}/name" if document.get("name") else origin,
    )
    for number, row in _rows(document, "roles"):
        if row.get("role"):
            yield RoleGrant(user_id=name, role_id=str(row["role"]), origin=f"{origin}/roles/{number}/role")


def _workflow(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "workflow_name")
    if not name:
        return
    yield Flow(
        flow_id=name,
        code=name,
        name=_text(document.get("workflow_name")) or name,
        notation="states",
        document_type_id=_text(document.get("document_type")),
        active=_on(document.get("is_active", 1)),
        origin=f"{origin}/name" if document.get("name") else origin,
    )
    seen: set[str] = set()
    for number, row in _rows(document, "states"):
        state = _text(row.get("state"))
        if state and state not in seen:  # once per role that may edit documents in it
            yield FlowNode(
                flow_id=name,
                node_id=state,
                name=state,
                kind="state",
                initial=not seen,
                document_status=_STATUS.get(str(row.get("doc_status", "0"))),
                origin=f"{origin}/states/{number}/state",
            )
            seen.add(state)
    approvers: set[tuple[str, str]] = set()
    for number, row in _rows(document, "transitions"):
        at = f"{origin}/transitions/{number}"
        state, role = _text(row.get("state")), _text(row.get("allowed"))
        yield FlowEdge(
            flow_id=name,
            edge_id=_text(row.get("name")) or f"{state}/{row.get('action')}/{number + 1}",
            source_id=state,
            target_id=_text(row.get("next_state")),
            name=_text(row.get("action")),
            condition=_text(row.get("condition")),
            language="python",
            origin=at,
        )
        if state and role and (state, role) not in approvers:
            approvers.add((state, role))
            yield FlowApprover(
                flow_id=name,
                node_id=state,
                kind="other" if role in AUTOMATIC else "role",
                reference=role,
                source="Workflow Transition",
                origin=f"{at}/allowed",
            )


def _doctype(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document)
    if not name:
        return
    if _on(document.get("istable")):  # a child table is read through its parent
        return
    yield DocumentType(document_type_id=name, code=name, name=name, origin=f"{origin}/name")
    yield from _rights(name, ((f"{origin}/permissions/{n}", row) for n, row in _rows(document, "permissions")))


def _custom(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    if document.get("parent"):
        yield from _rights(str(document["parent"]), [(origin, document)])


def _rights(doctype: str, rows: Any) -> Iterator[Fact]:
    """One permission per right that some role holds, and who holds it."""
    seen: dict[str, Permission] = {}
    grants: dict[tuple[str, str], str] = {}
    open_to_all: set[str] = set()
    for at, row in rows:
        role = _text(row.get("role"))
        level = int(row["permlevel"]) if str(row.get("permlevel") or "0").isdigit() and row.get("permlevel") else 0
        for right in RIGHTS if role else ():
            if not _on(row.get(right)):
                continue
            key = f"{doctype}:{right}" + (f":{level}" if level else ":own" if _on(row.get("if_owner")) else "")
            if role in AUTOMATIC:
                open_to_all.add(key)
            seen.setdefault(
                key,
                Permission(
                    permission_id=key,
                    code=key,
                    name=f"{doctype}: {right}",
                    kind="field" if level else "model",
                    target=doctype,
                    open_to_all=False,
                    origin=f"{at}/{right}",
                ),
            )
            grants.setdefault((str(role), key), f"{at}/role")
    for key, permission in seen.items():
        yield permission.model_copy(update={"open_to_all": key in open_to_all})
    for (role, key), at in grants.items():
        yield PermissionGrant(role_id=role, permission_id=key, origin=at)


def _report(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "report_name")
    if not name:
        return
    kind = _text(document.get("report_type"))
    yield Report(
        report_id=name,
        code=name,
        name=_text(document.get("report_name")) or name,
        kind=kind,
        sql=_text(document.get("query")) if kind == "Query Report" else None,
        dialect="mysql",
        target=_text(document.get("ref_doctype")),
        active=not _on(document.get("disabled")),
        origin=f"{origin}/query" if kind == "Query Report" and document.get("query") else f"{origin}/name",
    )


def _company(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "company_name")
    if name:
        yield Company(company_id=name, code=_text(document.get("abbr")) or name, name=name, origin=origin)


def _uom(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document, "uom_name")
    if name:
        yield Uom(
            uom_id=name,
            code=name,
            name=name,
            active=_on(document.get("enabled", 1)),
            origin=f"{origin}/name" if document.get("name") else origin,
        )


def _item(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    code = _name(document, "item_code")
    if not code:
        return
    template = _on(document.get("has_variants"))
    yield Material(
        material_id=code,
        code=_text(document.get("item_code")) or code,
        name=_text(document.get("item_name")) or code,
        brand=_text(document.get("brand")),
        template_id=_text(document.get("variant_of")) or (code if template else None),
        uom_id=_text(document.get("stock_uom")),
        category_id=_text(document.get("item_group")),
        kind="asset" if _on(document.get("is_fixed_asset")) else "other" if template else "goods",
        active=not _on(document.get("disabled")),
        origin=f"{origin}/item_code" if document.get("item_code") else origin,
    )
    for number, row in _rows(document, "barcodes"):
        if row.get("barcode"):
            yield Barcode(
                barcode_id=_text(row.get("name")) or f"{code}/{number + 1}",
                code=str(row["barcode"]),
                material_id=code,
                uom_id=_text(row.get("uom")),
                origin=f"{origin}/barcodes/{number}/barcode",
            )
    for number, row in _rows(document, "uoms"):
        if row.get("uom") and document.get("stock_uom") and str(row.get("conversion_factor") or "").strip():
            yield UomConversion(
                conversion_id=_text(row.get("name")) or f"{code}/{number + 1}",
                material_id=code,
                from_uom_id=str(row["uom"]),
                to_uom_id=str(document["stock_uom"]),
                factor=row["conversion_factor"],
                origin=f"{origin}/uoms/{number}/conversion_factor",
            )


def _bom(document: dict[str, Any], origin: str) -> Iterator[Fact]:
    name = _name(document) or f"BOM {document.get('item')}"
    if not document.get("item"):
        return
    status = str(document.get("docstatus", 1))
    yield Bom(
        bom_id=name,
        code=name,
        material_id=str(document["item"]),
        quantity=document.get("quantity") or 1,
        uom_id=_text(document.get("uom")),
        company_id=_text(document.get("company")),
        active=status == "1" and _on(document.get("is_active", 1)),
        deleted=status == "2",
        origin=f"{origin}/item",
    )
    for number, row in _rows(document, "items"):
        if row.get("item_code"):
            yield BomLine(
                bom_line_id=_text(row.get("name")) or f"{name}/{number + 1}",
                bom_id=name,
                material_id=str(row["item_code"]),
                quantity=row.get("qty"),
                uom_id=_text(row.get("uom")),
                origin=f"{origin}/items/{number}/item_code",
            )


_MAKERS: dict[str, Callable[[dict[str, Any], str], Iterator[Fact]]] = {
    "Role": _role,
    "User": _user,
    "Workflow": _workflow,
    "DocType": _doctype,
    "Custom DocPerm": _custom,
    "Report": _report,
    "Company": _company,
    "UOM": _uom,
    "Item": _item,
    "BOM": _bom,
}
