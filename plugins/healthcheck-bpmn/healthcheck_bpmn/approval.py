"""Reads approval definitions that products export as JSON: graphs, trees and lists of steps.

- warm-flow: nodes with their outgoing lines (`nodeList`, `skipList`): a graph with start, end and gateways, like BPMN.
- 钉钉 `processConfig`, the trees of FlowLong and its relatives, and ruoyi-vue-pro's SIMPLE models: nodes nested by `childNode`
  and `conditionNodes`.
- Frappe's `Workflow` document as `bench export-fixtures` and custom apps keep it: states and transitions.
- 飞书 create request and 企业微信 `applyevent`: an ordered list of steps.

Files come from strangers: size and depth are bounded, and what is not such a definition is told apart from what is one
and cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from healthcheck.facts import Fact, Flow, FlowApprover, FlowEdge, FlowNode
from healthcheck_bpmn.approvers import Approver, by_strategy, initiator_expression, split_list
from healthcheck_bpmn.reader import MAX_DEPTH, UnreadableError

#: Words that only an approval definition has; a broken file without any of them is somebody else's business.
MARKS = (
    '"workflow_state_field"',
    '"Workflow Transition"',
    '"nodeList"',
    '"childNode"',
    '"conditionNodes"',
    '"node_list"',
    '"processConfig"',
    '"nodeConfig"',
)

#: Objects of one file that are looked at in search of definitions.
MAX_DEFINITIONS = 10_000


@dataclass(slots=True)
class Definition:
    """One flow of a file, in parts."""

    notation: Literal["bpmn", "tree", "states", "steps"]
    code: str | None = None
    name: str | None = None
    version: int = 1
    #: False where the product's export leaves approvers out.
    approvers_told: bool = True
    active: bool = True
    nodes: list[tuple[str, dict[str, Any], list[Approver]]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    pointers: dict[str, str] = field(default_factory=dict)

    def node(self, identity: str, pointer: str, approvers: list[Approver] | None = None, **columns: Any) -> str:
        """Add a node; an id that was given before gets a number."""
        found, number = identity, 1
        while found in self.pointers:
            number += 1
            found = f"{identity}#{number}"
        self.pointers[found] = pointer
        self.nodes.append((found, columns, list(dict.fromkeys(approvers or ()))))
        return found

    def edge(self, source: str, target: str, **columns: Any) -> None:
        """Add a line between two nodes."""
        self.edges.append({"source_id": source, "target_id": target, **columns})


def read_approval(text: str) -> list[Definition]:
    """The approval definitions of a JSON document; empty when it is something else.

    Raises:
        UnreadableError: when it looks like one and cannot be read.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise UnreadableError("too_deep", "nested too deeply") from None
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            raise UnreadableError("syntax", error.msg, error.lineno, error.colno) from None
        raise UnreadableError("syntax", str(error)) from None
    return list(_definitions(value))


def _definitions(value: Any) -> Iterator[Definition]:
    """Definitions below the wrappers that interfaces put around them."""
    work: list[tuple[Any, str, dict[str, Any]]] = [(value, "", {})]
    for _ in range(MAX_DEFINITIONS):
        if not work:
            return
        item, pointer, around = work.pop(0)
        if isinstance(item, str) and item.lstrip()[:1] in ("{", "["):
            # 钉钉 keeps the tree as text inside the JSON.
            item = _inner(item)
        if isinstance(item, list):
            work += [(v, f"{pointer}/{n}", around) for n, v in enumerate(item[:MAX_DEFINITIONS])]
            continue
        if not isinstance(item, dict):
            continue
        if _is_graph(item):
            yield _graph(item, pointer)
        elif _is_tree(item):
            yield _tree(item, pointer, around)
        elif _is_workflow(item):
            yield _workflow(item, pointer)
        elif isinstance(item.get("node_list"), list):
            yield _steps(item, pointer, around)
        else:
            names = {**around, **{k: v for k, v in item.items() if isinstance(v, (str, int))}}
            if isinstance(item.get("workFlowDef"), dict):
                names.update(item["workFlowDef"])
            for key in (
                "data",
                "result",
                "processConfig",
                "process_config",
                "nodeConfig",
                "process",
                "flow",
                "simpleModel",
            ):
                if key in item:
                    work.append((item[key], f"{pointer}/{key}", names))


def _inner(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_graph(item: dict[str, Any]) -> bool:
    nodes = item.get("nodeList")
    return isinstance(nodes, list) and any(isinstance(n, dict) and "nodeCode" in n for n in nodes)


def _is_tree(item: dict[str, Any]) -> bool:
    return "type" in item and ("childNode" in item or "conditionNodes" in item) and _start_of_tree(item)


def _is_workflow(item: dict[str, Any]) -> bool:
    return item.get("doctype") == "Workflow" and isinstance(item.get("states"), list)


def _start_of_tree(item: dict[str, Any]) -> bool:
    return str(item.get("type")) in ("0", "start", "ROOT") or _is_simple(item)


def _is_simple(root: dict[str, Any]) -> bool:
    """A SIMPLE model of ruoyi-vue-pro: the initiator's node, 10, comes first or behind the start, and a 1 is the end."""
    child = root.get("childNode")
    behind = child.get("type") if isinstance(child, dict) else None
    return _text(root.get("type")) == "10" or (_text(root.get("type")) == "0" and _text(behind) == "10")


def _text(value: Any) -> str:
    """A scalar as text that can be stored: JSON admits half characters and NUL."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


# --- warm-flow -------------------------------------------------------------------------------------------------------

_GRAPH_KINDS = {
    "0": "start_event",
    "1": "user_task",
    "2": "end_event",
    "3": "exclusive_gateway",
    "4": "parallel_gateway",
    "5": "inclusive_gateway",
}
_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_FLAG_KINDS: dict[str, Literal["role", "org_unit", "position", "user"]] = {
    "role": "role",
    "dept": "org_unit",
    "post": "position",
    "user": "user",
}


def _graph(item: dict[str, Any], pointer: str) -> Definition:
    version = _text(item.get("version"))
    found = Definition(
        "bpmn",
        code=_text(item.get("flowCode")) or None,
        name=_text(item.get("flowName")) or None,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 1,
    )
    nodes = [(n, f"{pointer}/nodeList/{i}") for i, n in enumerate(item["nodeList"]) if isinstance(n, dict)]
    starts = {_text(n.get("nodeCode")) for n, _ in nodes if _text(n.get("nodeType")) == "0"}
    first = {_text(s.get("nextNodeCode")) for n, _ in nodes if _text(n.get("nodeCode")) in starts for s in _lines(n)}
    for node, where in nodes:
        code, kind = _text(node.get("nodeCode")), _GRAPH_KINDS.get(_text(node.get("nodeType")), "task")
        approvers = _flags(_text(node.get("permissionFlag"))) if kind == "user_task" else []
        if kind == "user_task" and not approvers and _text(node.get("listenerPath")):
            # A listener of the node may hand the task out in code.
            approvers = [Approver("expression", _text(node.get("listenerPath")))]
        ratio = _text(node.get("nodeRatio")).rstrip("0").rstrip(".")
        found.node(
            code,
            where,
            approvers,
            name=_text(node.get("nodeName")) or None,
            kind=kind,
            multi_instance="parallel" if kind == "user_task" and ratio not in ("", "0") else None,
            # The engine gives the step behind the start to whoever started it.
            approver_required=not (code in first and all(a.kind == "initiator" for a in approvers)),
        )
        lines = _lines(node)
        decided = any(_text(s.get("skipCondition")) for s in lines)
        for line in lines:
            condition, language = _skip_condition(_text(line.get("skipCondition")))
            back = _text(line.get("skipType")).upper() == "REJECT"
            found.edge(
                code,
                _text(line.get("nextNodeCode")),
                name=_text(line.get("skipName")) or None,
                condition=condition or ("skipType == 'REJECT'" if back else None),
                language=language,
                # At a gateway a line without a condition is taken when no other is.
                is_default=kind == "exclusive_gateway" and decided and condition is None,
            )
    return found


def _lines(node: dict[str, Any]) -> list[dict[str, Any]]:
    lines = node.get("skipList")
    return [s for s in lines if isinstance(s, dict)] if isinstance(lines, list) else []


def _flags(flags: str) -> list[Approver]:
    """`role:1@@role:3`, `dept:5`, a bare user id, `${…}`; older versions separate by commas."""
    found = []
    for entry in (e.strip() for part in flags.split("@@") for e in split_list(part)):
        kind, colon, reference = entry.partition(":")
        if initiator_expression(entry, frozenset()) or entry == "warmFlowInitiator":
            found.append(Approver("initiator"))
        elif "${" in entry or "#{" in entry or entry.startswith("spel|"):
            found.append(Approver("expression", entry))
        elif colon and kind in _FLAG_KINDS:
            found.append(Approver(_FLAG_KINDS[kind], reference.strip()))
        elif colon:
            found.append(Approver("other", entry))
        elif entry:
            found.append(Approver("user", entry))
    return found


def _skip_condition(text: str) -> tuple[str | None, str | None]:
    """`gt@@days|2` as `days > 2`; `default@@${…}` and `spel@@#{…}` as the expression they carry."""
    kind, separator, rest = text.partition("@@")
    if not text:
        return None, None
    if kind in _COMPARISONS:
        variable, bar, value = rest.partition("|" if "|" in rest else "@@")
        return (f"{variable.strip()} {_COMPARISONS[kind]} {value.strip()}" if bar else text), None
    if separator and kind in ("default", "spel", "snel"):
        return rest.strip() or None, "juel" if kind == "default" else "spel"
    return text, None


# --- Frappe ----------------------------------------------------------------------------------------------------------

_DOC_STATUS = {"0": "draft", "1": "submitted", "2": "cancelled"}
#: Roles that everybody holds; they stand in no list of grants.
_EVERYBODY = ("All", "Guest", "Desk User")


def _workflow(item: dict[str, Any], pointer: str) -> Definition:
    """A `Workflow` document. A state stands once per role that may edit in it; new documents begin in the first."""
    name = _text(item.get("workflow_name") or item.get("name"))
    found = Definition("states", code=name or None, name=name or None)
    found.active = _text(item.get("is_active", 1)) not in ("0", "False", "")
    transitions = _dicts(item.get("transitions"))
    movers: dict[str, list[Approver]] = {}
    for transition in transitions:
        if role := _text(transition.get("allowed")):
            kind: Literal["other", "role"] = "other" if role in _EVERYBODY else "role"
            movers.setdefault(_text(transition.get("state")), []).append(Approver(kind, role))
    for number, state in enumerate(_dicts(item.get("states"))):
        identity = _text(state.get("state"))
        if identity and identity not in found.pointers:
            found.node(
                identity,
                f"{pointer}/states/{number}",
                movers.get(identity),
                name=identity,
                kind="state",
                initial=not found.nodes,
                document_status=_DOC_STATUS.get(_text(state.get("doc_status"))),
            )
    for transition in transitions:
        found.edge(
            _text(transition.get("state")),
            _text(transition.get("next_state")),
            name=_text(transition.get("action")) or None,
            condition=_text(transition.get("condition")) or None,
            language="python",
        )
    return found


# --- trees: 钉钉, FlowLong and relatives -----------------------------------------------------------------------------

_TREE_KINDS = {
    "0": "start",
    "start": "start",
    "ROOT": "start",
    "1": "approver",
    "approver": "approver",
    "audit": "approver",
    "2": "notifier",
    "notifier": "notifier",
    "3": "condition",
    "condition": "condition",
    "4": "route",
    "route": "route",
    "8": "parallel",
    "9": "inclusive",
    "-1": "end",
    "end": "end",
}
_GATEWAYS = {"parallel": "parallel_gateway", "inclusive": "inclusive_gateway"}
#: Node types of ruoyi-vue-pro's SIMPLE models. 54 jumps to nodes by their ids, else goes on below.
_SIMPLE_KINDS = {
    "0": "start",
    "1": "end",
    "10": "initiator",
    "11": "approver",
    "12": "notifier",
    "13": "approver",
    "50": "condition",
    "51": "route",
    "52": "parallel",
    "53": "inclusive",
    "54": "router",
}


def _tree(root: dict[str, Any], pointer: str, around: dict[str, Any]) -> Definition:
    found = Definition(
        "tree",
        code=_text(around.get("key") or around.get("flowCode") or around.get("processCode")) or None,
        name=_text(around.get("name") or around.get("flowName") or around.get("processName")) or None,
    )
    kinds = _SIMPLE_KINDS if _is_simple(root) else _TREE_KINDS
    ends = _branch(found, root, pointer, [], 0, kinds)
    if not any(columns["kind"] == "end_event" for _, columns, _ in found.nodes):
        end = found.node("end", pointer, kind="end_event")
        for source, columns in ends:
            found.edge(source, end, **columns)
    return found


_Ends = list[tuple[str, dict[str, Any]]]


def _branch(found: Definition, node: Any, pointer: str, ends: _Ends, depth: int, kinds: dict[str, str]) -> _Ends:
    """Add a chain of nodes behind ``ends``; returns what the next node is to be joined to."""
    if depth > MAX_DEPTH:
        raise UnreadableError("too_deep", f"branches are nested deeper than {MAX_DEPTH}")
    while isinstance(node, dict):
        what = kinds.get(_text(node.get("type")), "step")
        branches = node.get("conditionNodes")
        if what == "start" and found.nodes:
            what = "step"
        if isinstance(branches, list) and branches:
            own = _joined(found, node, pointer, ends, _GATEWAYS.get(what, "exclusive_gateway"), [])
            ends = []
            for number, branch in enumerate(branches):
                if isinstance(branch, dict):
                    line = _condition_line(branch, last=number == len(branches) - 1)
                    below = f"{pointer}/conditionNodes/{number}"
                    ends += _branch(
                        found, branch.get("childNode"), f"{below}/childNode", [(own, line)], depth + 1, kinds
                    )
        elif what == "router":
            own = _joined(found, node, pointer, ends, "exclusive_gateway", [])
            for group in _dicts(node.get("routerGroups")):
                found.edge(own, _text(group.get("nodeId")), **_condition_line(group, last=False))
            ends = [(own, {"is_default": True})]
        elif what not in ("condition", "route", "parallel", "inclusive"):
            kind = {
                "start": "start_event",
                "end": "end_event",
                "initiator": "user_task",
                "approver": "user_task",
                "notifier": "send_task",
            }
            approvers = _tree_approvers(node) if what == "approver" else []
            if what == "initiator":
                approvers = [Approver("initiator")]
            own = _joined(found, node, pointer, ends, kind.get(what, "task"), approvers)
            ends = [] if what == "end" else [(own, {})]
        node, pointer = node.get("childNode"), f"{pointer}/childNode"
    return ends


def _joined(
    found: Definition, node: dict[str, Any], pointer: str, ends: _Ends, kind: str, approvers: list[Approver]
) -> str:
    settings = _settings(node)
    identity = _text(node.get("nodeId") or node.get("nodeKey") or node.get("id")) or pointer or "/"
    several = len([a for a in approvers if a.kind == "user"]) > 1
    in_turn = (
        settings.get("activateType") == "ONE_BY_ONE"
        or _text(node.get("examineMode")) == "1"
        or _text(node.get("approveMethod")) == "4"
    )
    decided = _text(node.get("approveType")) in ("2", "3")  # ruoyi-vue-pro passes or refuses by itself
    nobody = settings.get("noneActionerAction")
    own = found.node(
        identity,
        pointer,
        approvers,
        name=_text(node.get("name") or node.get("nodeName")) or None,
        kind=kind,
        multi_instance=("sequential" if in_turn else "parallel") if several else None,
        approver_required=not decided and (not isinstance(nobody, str) or nobody.lower() in ("", "none")),
    )
    for source, columns in ends:
        found.edge(source, own, **columns)
    return own


def _settings(node: dict[str, Any]) -> dict[str, Any]:
    """钉钉 keeps the settings of a node in an object of its own."""
    settings = node.get("properties")
    return settings if isinstance(settings, dict) else {}


def _condition_line(branch: dict[str, Any], last: bool) -> dict[str, Any]:
    """A branch's condition; the last branch without one is what is left over."""
    settings = _settings(branch)
    name = _text(branch.get("name") or branch.get("nodeName")) or None
    simple = branch.get("conditionSetting") if isinstance(branch.get("conditionSetting"), dict) else branch
    if isinstance(simple, dict) and (
        "conditionExpression" in simple or "conditionGroups" in simple or "defaultFlow" in simple
    ):
        # ruoyi-vue-pro: an expression of the engine, or groups of comparisons.
        expression = _text(simple.get("conditionExpression"))
        groups = simple.get("conditionGroups")
        condition = expression or (_text(json.dumps(groups, ensure_ascii=False, sort_keys=True)) if groups else None)
        default = simple.get("defaultFlow") is True
        language = "juel" if expression and not default else None
        return {"name": name, "condition": None if default else condition, "language": language, "is_default": default}
    conditions = settings.get("conditions") or branch.get("conditionList") or []
    told = bool(conditions) and conditions != [[]]
    return {
        "name": name,
        "condition": _text(json.dumps(conditions, ensure_ascii=False, sort_keys=True)) if told else None,
        "is_default": last and not told,
    }


def _tree_approvers(node: dict[str, Any]) -> list[Approver]:
    settings = node.get("properties")
    if isinstance(settings, dict) and isinstance(settings.get("actionerRules"), list):
        return [a for rule in settings["actionerRules"] if isinstance(rule, dict) for a in _actioners(rule)]
    if strategy := _text(node.get("candidateStrategy")):
        return list(by_strategy(strategy, _text(node.get("candidateParam"))))
    return list(_set_type(node))


def _actioners(rule: dict[str, Any]) -> Iterator[Approver]:
    """钉钉's rules."""
    kind = _text(rule.get("type"))
    if kind == "target_approval":
        for person in _dicts(rule.get("approvals")):
            yield Approver("user", _text(person.get("workNo") or person.get("userId") or person.get("userName")))
    elif kind == "target_label":
        labels = rule.get("labels")
        for label in labels if isinstance(labels, list) else []:
            yield Approver(
                "role",
                _text(label.get("id") or label.get("labelId") or label.get("name"))
                if isinstance(label, dict)
                else _text(label),
            )
        if not labels:
            yield from (Approver("role", n) for n in split_list(_text(rule.get("labelNames"))))
    elif "management" in kind or "manager" in kind:
        yield Approver("superior")
    elif kind == "target_select":
        yield Approver("initiator_choice")
    elif kind in ("target_originator", "target_self"):
        yield Approver("initiator")
    elif kind == "target_formcomponent":
        yield Approver("expression", _text(rule.get("paramKey")) or kind)
    else:
        yield Approver("other", kind)


def _set_type(node: dict[str, Any]) -> Iterator[Approver]:
    """FlowLong and relatives: `setType` 1 people, 2 superior, 3 role, 4 the initiator's choice, 5 initiator."""
    kind = _text(node.get("setType") if "setType" in node else node.get("settype"))
    chosen = _dicts(node.get("nodeAssigneeList") or node.get("nodeUserList") or node.get("nodeRoleList"))
    keys = [_text(c.get("id") or c.get("targetId")) for c in chosen]
    if kind == "1":
        of_type: dict[str, Literal["role", "org_unit"]] = {"2": "role", "3": "org_unit"}
        for entry, key in zip(chosen, keys, strict=True):
            yield Approver(of_type.get(_text(entry.get("type")), "user"), key)
    elif kind == "3":
        yield from (Approver("role", key) for key in keys)
    elif kind == "4":
        yield Approver("initiator_choice")
    elif kind == "5":
        yield Approver("initiator")
    elif kind in ("2", "6", "7") and not keys:
        yield Approver("superior")
    elif kind == "7":
        yield from (Approver("org_unit", key) for key in keys)
    elif kind:
        yield Approver("superior" if kind in ("2", "6") else "other", "" if kind in ("2", "6") else kind)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


# --- steps: 飞书, 企业微信 -------------------------------------------------------------------------------------------

_FEISHU: dict[str, Literal["superior", "initiator_choice", "user"]] = {
    "Supervisor": "superior",
    "SupervisorTopDown": "superior",
    "DepartmentManager": "superior",
    "DepartmentManagerTopDown": "superior",
    "Free": "initiator_choice",
    "Personal": "user",
}
_WECOM = {"1": "user_task", "2": "send_task", "3": "user_task"}


def _steps(item: dict[str, Any], pointer: str, around: dict[str, Any]) -> Definition:
    names = {**around, **item}
    words = {
        _text(t.get("key")): _text(t.get("value"))
        for resource in _dicts(item.get("i18n_resources"))
        for t in _dicts(resource.get("texts"))
    }
    title = _text(names.get("approval_name") or names.get("template_name"))
    found = Definition(
        "steps",
        code=_text(names.get("approval_code") or names.get("template_id")) or None,
        name=words.get(title, title) or None,
    )
    steps = _dicts(item["node_list"])
    previous = ""
    for number, step in enumerate(steps):
        where = f"{pointer}/node_list/{number}"
        identity = _text(step.get("custom_node_id") or step.get("id") or step.get("node_id")) or str(number + 1)
        feishu = "node_type" in step or identity in ("START", "END") or "approver" in step
        people = _people(step)
        kind = "user_task" if feishu else _WECOM.get(_text(step.get("type")), "task")
        kind = {"START": "start_event", "END": "end_event"}.get(identity, kind)
        if feishu and kind == "user_task" and "approver" not in step:
            found.approvers_told = False
        in_turn = step.get("node_type") == "SEQUENTIAL" or _text(step.get("apv_rel")) == "3"
        name = _text(step.get("name"))
        own = found.node(
            identity,
            where,
            people,
            name=words.get(name, name) or None,
            kind=kind,
            multi_instance=("sequential" if in_turn else "parallel") if len(people) > 1 else None,
        )
        if previous:
            found.edge(previous, own)
        previous = own
    return found


def _people(step: dict[str, Any]) -> list[Approver]:
    if isinstance(step.get("userid"), list):
        return [Approver("user", _text(u)) for u in step["userid"] if _text(u)]
    found = []
    for approver in _dicts(step.get("approver")):
        kind = _FEISHU.get(_text(approver.get("type")))
        if kind == "user":
            found.append(Approver("user", _text(approver.get("user_id"))))
        else:
            found.append(Approver(kind) if kind else Approver("other", _text(approver.get("type"))))
    return found


def approval_facts(definition: Definition, flow_id: str, path: str) -> Iterator[Fact]:
    """The facts of one definition; places are JSON pointers into the file."""
    yield Flow(
        flow_id=flow_id,
        code=definition.code or flow_id,
        name=definition.name,
        version=definition.version,
        latest=True,
        notation=definition.notation,
        executable=True,
        active=definition.active,
        deleted=False,
        origin=path,
    )
    for identity, columns, approvers in definition.nodes:
        origin = f"{path}#{definition.pointers[identity]}"
        yield FlowNode(flow_id=flow_id, node_id=identity, origin=origin, **columns)
        for approver in approvers:
            yield FlowApprover(
                flow_id=flow_id,
                node_id=identity,
                kind=approver.kind,
                reference=approver.reference,
                source=None,
                origin=origin,
            )
    for number, columns in enumerate(definition.edges, 1):
        yield FlowEdge(
            flow_id=flow_id,
            edge_id=str(number),
            origin=f"{path}#{definition.pointers.get(columns['source_id'], '')}",
            **columns,
        )
