"""Salesforce metadata: who may do what (profiles, permission sets and their groups), and flows (approvals, screen flows).

A profile and a permission set are roles (``profile:Sales``, ``permissionset:Discounts``); a right is a permission
(``object:Order__c:edit``, ``field:Order__c.Price__c:edit``, ``user:ModifyAllData``). Steps of an approval follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from healthcheck.adapters import Source
from healthcheck.config.document import read_document
from healthcheck.config.problem import UnusableError
from healthcheck.facts import (
    ConfigFile,
    Fact,
    Flow,
    FlowApprover,
    FlowEdge,
    FlowNode,
    OrgUnit,
    Permission,
    PermissionGrant,
    Role,
    RoleParent,
)

FACTS = (ConfigFile, Flow, FlowApprover, FlowEdge, FlowNode, OrgUnit, Permission, PermissionGrant, Role, RoleParent)
GIVEN_ONLY = True
#: What was retrieved is what the project works on, not everything the organisation has.
PARTIAL = (OrgUnit, Permission, PermissionGrant, Role)
QUERIES: dict[str, str] = {}
known = {
    Role: ("role_id", "code", "name", "kind", "company_id", "data_scope", "superuser", "active", "deleted"),
    Permission: ("permission_id", "code", "name", "kind", "target", "open_to_all", "visible", "active", "deleted"),
    PermissionGrant: ("role_id", "permission_id", "company_id"),
    RoleParent: ("role_id", "parent_id"),
    Flow: (
        "flow_id",
        "code",
        "name",
        "version",
        "latest",
        "notation",
        "executable",
        "document_type_id",
        "active",
        "deleted",
    ),
    FlowNode: ("flow_id", "node_id", "name", "kind", "multi_instance", "approver_required", "initial"),
    FlowEdge: ("flow_id", "edge_id", "source_id", "target_id", "name", "condition", "language", "is_default"),
    FlowApprover: ("flow_id", "node_id", "kind", "reference", "source", "direct"),
}

#: Element of a profile → (kind of permission, element with its name, rights).
_RIGHTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "objectPermissions": (
        "object",
        "object",
        ("allowCreate", "allowRead", "allowEdit", "allowDelete", "viewAllRecords", "modifyAllRecords"),
    ),
    "fieldPermissions": ("field", "field", ("readable", "editable")),
    "userPermissions": ("user", "name", ("enabled",)),
    "customPermissions": ("custom", "name", ("enabled",)),
    "classAccesses": ("class", "apexClass", ("enabled",)),
    "pageAccesses": ("page", "apexPage", ("enabled",)),
    "flowAccesses": ("flow", "flow", ("enabled",)),
    "recordTypeVisibilities": ("recordType", "recordType", ("visible",)),
    "applicationVisibilities": ("application", "application", ("visible",)),
    "tabVisibilities": ("tab", "tab", ("visibility",)),
    "tabSettings": ("tab", "tab", ("visibility",)),
}
_KIND = {"object": "model", "field": "field", "tab": "menu", "application": "menu", "page": "menu", "class": "api"}
_NAMES = {"allowCreate": "create", "allowRead": "read", "allowEdit": "edit", "allowDelete": "delete"}
_HIDDEN = ("false", "", "none", "hidden")
#: Who may modify all data, or edit who may what, passes every check.
_SUPER = frozenset({"ModifyAllData"})

#: Element of a flow → kind of node; everything else in a flow is no step.
_STEPS = {
    "screens": "user_task", "decisions": "exclusive_gateway", "actionCalls": "service_task", "apexPluginCalls": "service_task",
    "assignments": "script_task", "recordCreates": "service_task", "recordUpdates": "service_task",
    "recordLookups": "service_task", "recordDeletes": "service_task", "recordRollbacks": "service_task",
    "subflows": "call_activity", "loops": "exclusive_gateway", "waits": "intermediate_event", "steps": "task",
    "collectionProcessors": "script_task", "transforms": "script_task", "customErrors": "script_task",
    "orchestratedStages": "sub_process",
}  # fmt: skip
_APPROVERS = {
    "user": "user", "queue": "role", "relatedUserField": "expression", "userHierarchyField": "superior",
    "adhoc": "initiator_choice",
}  # fmt: skip


def collect(source: Source) -> Iterator[Fact]:
    """Every file by the type that its name tells."""
    for file in source.files("*-meta.xml"):
        name, _, rest = file.name.partition(".")
        makers = {
            "profile-meta.xml": ("Profile", _profile),
            "permissionset-meta.xml": ("PermissionSet", _profile),
            "permissionsetgroup-meta.xml": ("PermissionSetGroup", _group),
            "role-meta.xml": ("Role", _unit),
            "flow-meta.xml": ("Flow", _flow),
        }
        if file.name.endswith(".approvalProcess-meta.xml"):  # Order__c.Discount.approvalProcess-meta.xml
            root, make, name = "ApprovalProcess", _approval, file.name.removesuffix(".approvalProcess-meta.xml")
        elif rest in makers:
            root, make = makers[rest]
        else:
            continue
        path = file.relative_to(source.root).as_posix()
        try:
            value = read_document(path, file.read_bytes(), "xml").parts[0][1]
        except (UnusableError, OSError):
            continue  # whoever reads every file says what is wrong with it
        yield ConfigFile(path=path, format="xml", bytes=file.stat().st_size, origin=path)
        body = value.get(root)
        if isinstance(body, dict):
            yield from make(unquote(name), body, path, f"/{root}")


def _listed(value: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield item, f"{pointer}/{number}" if isinstance(value, list) else pointer


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items):
        if isinstance(item, str):
            yield item, f"{pointer}/{number}" if isinstance(value, list) else pointer


def _profile(name: str, body: dict[str, Any], path: str, top: str) -> Iterator[Fact]:
    kind = "profile" if top == "/Profile" else "permissionset"
    role = f"{kind}:{name}"
    superuser = False
    permissions: dict[str, Permission] = {}
    grants: dict[str, str] = {}
    for element, (family, field, rights) in _RIGHTS.items():
        for entry, at in _listed(body.get(element), f"{top}/{element}"):
            target = entry.get(field)
            if not isinstance(target, str):
                continue
            for right in rights:
                if str(entry.get(right) or "").lower() in _HIDDEN:
                    continue
                key = f"{family}:{target}" if len(rights) == 1 else f"{family}:{target}:{_NAMES.get(right, right)}"
                superuser = superuser or (family == "user" and target in _SUPER)
                permissions.setdefault(
                    key,
                    Permission(
                        permission_id=key,
                        code=key,
                        name=f"{target} {_NAMES.get(right, right)}" if len(rights) > 1 else target,
                        kind=_KIND.get(family, "other"),
                        target=target,
                        open_to_all=False,
                        origin=f"{path}#{at}/{field}",
                    ),
                )
                grants.setdefault(key, f"{path}#{at}/{right}")
    label = body.get("label") if isinstance(body.get("label"), str) else None
    yield Role(
        role_id=role,
        code=role,
        name=label or name,
        kind="system" if kind == "profile" and str(body.get("custom", "true")).lower() == "false" else "role",
        superuser=superuser,
        origin=f"{path}#{top}/label" if label else f"{path}#{top}",
    )
    yield from permissions.values()
    for key, origin in grants.items():
        yield PermissionGrant(role_id=role, permission_id=key, origin=origin)


def _group(name: str, body: dict[str, Any], path: str, top: str) -> Iterator[Fact]:
    role = f"permissionsetgroup:{name}"
    label = body.get("label")
    yield Role(
        role_id=role,
        code=role,
        name=label if isinstance(label, str) else name,
        active=str(body.get("status", "Updated")) != "Outdated",
        origin=f"{path}#{top}/label" if isinstance(label, str) else f"{path}#{top}",
    )
    for member, at in _texts(body.get("permissionSets"), f"{top}/permissionSets"):
        yield RoleParent(role_id=role, parent_id=f"permissionset:{member}", origin=f"{path}#{at}")


def _unit(name: str, body: dict[str, Any], path: str, top: str) -> Iterator[Fact]:
    parent = body.get("parentRole")
    yield OrgUnit(
        org_unit_id=name,
        code=name,
        name=str(body.get("name") or name),
        parent_id=parent if isinstance(parent, str) else None,
        origin=f"{path}#{top}/parentRole" if isinstance(parent, str) else f"{path}#{top}",
    )


def _approval(name: str, body: dict[str, Any], path: str, top: str) -> Iterator[Fact]:
    entity = name.partition(".")[0]
    yield Flow(
        flow_id=name,
        code=name,
        name=str(body.get("label") or name),
        notation="steps",
        document_type_id=entity,
        active=str(body.get("active", "true")).lower() == "true",
        origin=f"{path}#{top}/label" if body.get("label") else f"{path}#{top}",
    )
    previous: str | None = None
    for step, at in _listed(body.get("approvalStep"), f"{top}/approvalStep"):
        node = str(step.get("name") or at)
        own = f"{path}#{at}/name" if step.get("name") else f"{path}#{at}"
        assigned = step.get("assignedApprover")
        approvers = list(
            _listed(assigned.get("approver"), f"{at}/assignedApprover/approver") if isinstance(assigned, dict) else ()
        )
        together = isinstance(assigned, dict) and assigned.get("whenMultipleApprovers")
        yield FlowNode(
            flow_id=name,
            node_id=node,
            name=str(step.get("label") or node),
            kind="user_task",
            multi_instance="parallel" if together and len(approvers) > 1 else None,
            initial=previous is None,
            origin=own,
        )
        if previous is not None:
            criteria = step.get("entryCriteria")
            formula = criteria.get("formula") if isinstance(criteria, dict) else None
            yield FlowEdge(
                flow_id=name,
                edge_id=f"{previous}->{node}",
                source_id=previous,
                target_id=node,
                condition=formula if isinstance(formula, str) else None,
                language="salesforce" if isinstance(formula, str) else None,
                origin=own,
            )
        for approver, where in approvers:
            kind = str(approver.get("type") or "")
            yield FlowApprover(
                flow_id=name,
                node_id=node,
                kind=_APPROVERS.get(kind, "other"),
                reference=str(approver.get("name") or ""),
                origin=f"{path}#{where}/name" if approver.get("name") else f"{path}#{where}",
            )
        previous = node


def _flow(name: str, body: dict[str, Any], path: str, top: str) -> Iterator[Fact]:
    """A flow as a graph: its elements, the connectors between them, a start, and an end where an element leads nowhere."""
    yield Flow(
        flow_id=name,
        code=name,
        name=str(body.get("label") or name),
        notation="bpmn",
        active=body.get("status", "Active") == "Active",
        origin=f"{path}#{top}/label" if body.get("label") else f"{path}#{top}",
    )
    edges: list[tuple[str, str, str | None, bool, str]] = []
    leaving: set[str] = set()
    start = body.get("start")
    first = body.get("startElementReference")
    at_start = f"{path}#{top}/start" if isinstance(start, dict) else f"{path}#{top}"
    yield FlowNode(flow_id=name, node_id="(start)", name="Start", kind="start_event", origin=at_start)
    if isinstance(first, str):
        edges.append(("(start)", first, None, False, f"{path}#{top}/startElementReference"))
    for target, at in _targets(start, f"{top}/start"):
        edges.append(("(start)", target, None, False, f"{path}#{at}"))
    ends: list[str] = []
    for element, kind in _STEPS.items():
        for step, at in _listed(body.get(element), f"{top}/{element}"):
            node = step.get("name")
            if not isinstance(node, str):
                continue
            yield FlowNode(
                flow_id=name,
                node_id=node,
                name=str(step.get("label") or node),
                kind=kind,
                called_code=str(step["flowName"]) if element == "subflows" and step.get("flowName") else None,
                approver_required=False,
                origin=f"{path}#{at}/name",
            )
            for target, where in _targets(step, at):
                fallback = "defaultConnector" in where or "noMoreValuesConnector" in where
                edges.append((node, target, None, fallback, f"{path}#{where}"))
                leaving.add(node)
            for rule, where in _listed(step.get("rules"), f"{at}/rules"):
                for target, inner in _targets(rule, where):
                    edges.append(
                        (node, target, str(rule.get("label") or rule.get("name") or ""), False, f"{path}#{inner}")
                    )
                    leaving.add(node)
            whole = element != "decisions" or (step.get("defaultConnector") and node in leaving)
            if node not in leaving or not whole:
                ends.append(node)
    if ends:
        yield FlowNode(flow_id=name, node_id="(end)", name="End", kind="end_event", origin=f"{path}#{top}")
        edges += [(node, "(end)", None, False, f"{path}#{top}") for node in ends]
    for number, (source, target, label, default, origin) in enumerate(edges, 1):
        yield FlowEdge(
            flow_id=name,
            edge_id=f"{source}->{target}#{number}",
            source_id=source,
            target_id=target,
            name=label,
            is_default=default,
            origin=origin,
        )


def _targets(holder: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Elements that a flow element's own connectors lead to."""
    if not isinstance(holder, dict):
        return
    for key in ("connector", "nextValueConnector", "noMoreValuesConnector", "defaultConnector", "faultConnector"):
        for connector, at in _listed(holder.get(key), f"{pointer}/{key}"):
            if isinstance(connector.get("targetReference"), str):
                yield connector["targetReference"], f"{at}/targetReference"
