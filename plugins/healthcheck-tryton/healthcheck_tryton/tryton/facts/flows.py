"""Approvals: buttons that act only once enough people have clicked, and the documents that wait for such a click.

Not SQL, because a button names its model by key in some versions and by name in others, and because which state waits
for which button is not stored: only the standard purchase requisition is known.
"""

from collections.abc import Iterator
from typing import Any

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Flow, FlowApprover, FlowNode, FlowTask, FlowTaskCandidate
from healthcheck.facts.flow import ApproverKind

FACTS = (Flow, FlowNode, FlowApprover, FlowTask, FlowTaskCandidate)
known = {
    Flow: (
        "flow_id", "code", "name", "version", "latest", "notation", "executable", "document_type_id", "company_id",
        "deployed_at", "active", "deleted", "origin",
    ),
    FlowNode: (
        "flow_id", "node_id", "name", "kind", "multi_instance", "quorum", "approver_required", "parent_id", "origin",
    ),
    FlowApprover: ("flow_id", "node_id", "kind", "reference", "source", "direct", "origin"),
    FlowTaskCandidate: ("task_id", "kind", "reference", "origin"),
    FlowTask: ("task_id", "flow_id", "node_id", "name", "assignee_user_id", "created_at", "due_at", "origin"),
}  # fmt: skip
QUERIES = {
    "rules": 'SELECT r.id, r.button, r.description, r.number_user, r."group", r.condition, r.create_date'
    " FROM ir_model_button_rule AS r ORDER BY r.button, r.id",
    "buttons": "SELECT b.id, b.model, b.name, b.string, b.active FROM ir_model_button AS b"
    " WHERE b.id IN (SELECT r.button FROM ir_model_button_rule AS r)",
    "models": "SELECT m.id, m.model, m.name FROM ir_model AS m",
    "members": 'SELECT m."user", m."group" FROM "res_user-res_group" AS m'
    ' WHERE m."group" IN (SELECT r."group" FROM ir_model_button_rule AS r)',
    "requisitions": "SELECT q.id, q.number, q.write_date, q.create_date FROM purchase_requisition AS q"
    " WHERE q.state = 'waiting' ORDER BY q.id",
    "requisition_clicks": 'SELECT c.button, c.record_id, c."user", c.active FROM ir_model_button_click AS c'
    " INNER JOIN purchase_requisition AS q ON q.id = c.record_id WHERE q.state = 'waiting'",
}


def collect(source: Source) -> Iterator[Fact]:
    """One flow per button that has rules, one step per rule: all of them must be met, in any order."""
    if not source.has("ir_model_button_rule.button"):
        return
    rules: dict[Any, list[dict[str, Any]]] = {}
    for row in source.rows("rules"):
        rules.setdefault(row["button"], []).append(row)
    names = {str(row["id"]): row["model"] or row["name"] for row in source.rows("models")} if rules else {}
    buttons = {row["id"]: row for row in source.rows("buttons")} if rules else {}
    approve: list[dict[str, Any]] = []
    for key, steps in rules.items():
        button = buttons.get(key, {})
        model = names.get(str(button.get("model")), str(button.get("model") or ""))
        flow_id = f"button:{key}"
        label = button.get("string") or button.get("name") or key
        yield Flow(
            flow_id=flow_id,
            code=f"{model}:{button.get('name') or key}",
            name=f"{model}: {label}",
            version=1,
            latest=True,
            notation="steps",
            executable=True,
            document_type_id=model or None,
            active=bool(button) and button.get("active") is not False and button.get("active") != 0,
            deleted=False,
            origin=f"ir_model_button#{key}",
        )
        for step in steps:
            yield from _step(flow_id, step)
        if (model, button.get("name")) == ("purchase.requisition", "approve"):
            approve = steps
    if approve and source.has("purchase_requisition.state"):
        yield from _waiting(source, approve)


def _step(flow_id: str, rule: dict[str, Any]) -> Iterator[Fact]:
    node_id, origin = str(rule["id"]), f"ir_model_button_rule#{rule['id']}"
    asked = rule["number_user"]
    yield FlowNode(
        flow_id=flow_id,
        node_id=node_id,
        name=rule["description"] or f"#{node_id}",
        kind="user_task",
        multi_instance="parallel" if asked is not None and asked > 1 else None,
        quorum=asked,
        approver_required=True,
        origin=origin,
    )
    if rule["group"] is None:
        # Whoever may press the button at all.
        yield FlowApprover(flow_id=flow_id, node_id=node_id, kind="other", origin=origin)
    else:
        yield FlowApprover(
            flow_id=flow_id, node_id=node_id, kind="role", reference=str(rule["group"]), direct=True, origin=origin
        )


def _waiting(source: Source, rules: list[dict[str, Any]]) -> Iterator[Fact]:
    """What each waiting requisition still waits for. Conditional rules are left out: only Tryton evaluates them."""
    members: dict[Any, set[Any]] = {}
    for row in source.rows("members"):
        members.setdefault(row["group"], set()).add(row["user"])
    clicks: dict[Any, set[Any]] = {}
    if source.has("ir_model_button_click.record_id"):
        buttons = {rule["button"] for rule in rules}
        for row in source.rows("requisition_clicks"):
            if row["button"] in buttons and row["active"] is not False and row["active"] != 0:
                clicks.setdefault(row["record_id"], set()).add(row["user"])
    for row in source.rows("requisitions"):
        for rule in rules:
            if rule["condition"] not in (None, "", "true"):
                continue
            clicked = clicks.get(row["id"], set())
            counted = clicked if rule["group"] is None else clicked & members.get(rule["group"], set())
            if len(counted) >= (rule["number_user"] or 0):
                continue
            task_id, origin = f"purchase.requisition,{row['id']}:{rule['id']}", f"purchase_requisition#{row['id']}"
            yield FlowTask(
                task_id=task_id,
                flow_id=f"button:{rule['button']}",
                node_id=str(rule["id"]),
                name=row["number"] or f"#{row['id']}",
                created_at=row["write_date"] or row["create_date"],
                origin=origin,
            )
            for kind, reference in _candidates(rule, members):
                yield FlowTaskCandidate(task_id=task_id, kind=kind, reference=reference, origin=origin)


def _candidates(rule: dict[str, Any], members: dict[Any, set[Any]]) -> Iterator[tuple[ApproverKind, str]]:
    """Who may click: the group's own members by name, because members of its child groups do not count."""
    if rule["group"] is None:
        yield "other", ""
    elif rule["group"] not in members:
        yield "role", str(rule["group"])
    for user in sorted(members.get(rule["group"], ())):
        yield "user", str(user)
