"""How a user task finds its approvers, as engines and the products built on them write it into the task.

Standard attributes win. Only where a task names nobody is it asked whether code finds the approvers: a task listener at
creation or assignment, or a vendor's own attribute. Such a task is not unassigned, and what it will do cannot be seen,
so it gets one approver of kind `expression`. A listener beside a fixed assignee is taken for what it mostly is, a
notification, and adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from healthcheck_bpmn.reader import Element

Kind = Literal[
    "user",
    "employee",
    "role",
    "position",
    "org_unit",
    "org_unit_head",
    "superior",
    "initiator",
    "initiator_choice",
    "expression",
    "other",
]


class Approver(NamedTuple):
    """One way to find approvers: the columns `kind` and `reference` of `flow_approver`."""

    kind: Kind
    reference: str = ""


#: Variables that products fill with whoever started the instance, beside those a start event names itself.
INITIATOR_NAMES = frozenset(
    {
        "initiator",
        "initiatorid",
        "starter",
        "starterid",
        "startuser",
        "startuserid",
        "applyuser",
        "applyuserid",
        "applicant",
        "applicantid",
        "proposer",
    }
)

#: Activiti's and Flowable's own modelers write this word for whoever started the instance.
_MODELER_INITIATOR = "$initiator"

#: RuoYi's Flowable children write role and department groups as `ROLE2` and `DEPT103`.
_PREFIXED_GROUP = re.compile(r"(ROLE|DEPT)(\d+)")

#: ruoyi-vue-pro's candidate strategies, as its enumeration numbers them.
_STRATEGIES: dict[str, Kind] = {
    "10": "role",
    "20": "org_unit",
    "21": "org_unit_head",
    "22": "position",
    "23": "org_unit_head",
    "30": "user",
}
_DYNAMIC_STRATEGIES: dict[str, Approver] = {
    "1": Approver("other"),
    "34": Approver("other"),
    "35": Approver("initiator_choice"),
    "36": Approver("initiator"),
    "37": Approver("superior"),
    "38": Approver("superior"),
}

#: Vendor attributes that say who approves, whatever their value means.
_VENDOR_NAME = re.compile(
    r"(?i)(assignee|candidate|approver|handler(s|id|ids|type|user)?$|permissionflag|auditor|reviewer|performer"
    r"|(user|role|group|dept|depart|org|post|position)(id|ids|code|codes|key|keys|names?)$)"
)
#: … and those that sound like it and say something else.
_NOT_APPROVER = re.compile(r"(?i)(form|exception|reject|timeout)handler|assign(empty|startuser)")

#: Elements of engines and modelers below `extensionElements` that never name approvers.
_NOT_SETTINGS = frozenset(
    {
        "customResource",
        "taskListener",
        "executionListener",
        "formProperty",
        "formData",
        "inputOutput",
        "failedJobRetryTimeCycle",
        "in",
        "out",
    }
)
_MODELER = re.compile(r"(?i)/modeler")


def split_list(text: str) -> list[str]:
    """The entries of a comma separated list; commas inside `${…}` belong to the expression."""
    found: list[str] = []
    depth, entry = 0, ""
    for char in text:
        if char == "{":
            depth += 1
        elif char == "}":
            depth = max(0, depth - 1)
        if char in ",，" and not depth:
            found.append(entry.strip())
            entry = ""
        else:
            entry += char
    found.append(entry.strip())
    return [e for e in found if e]


def _is_expression(text: str) -> bool:
    return "${" in text or "#{" in text or text.startswith("=")


def initiator_expression(text: str, names: frozenset[str]) -> bool:
    """Whether it stands for whoever started the instance: `${initiator}`, `$INITIATOR`, a start event's variable."""
    if text.lower() == _MODELER_INITIATOR:
        return True
    match = re.fullmatch(r"[$#]\{\s*(?:execution\.getVariable\(\s*['\"])?([A-Za-z_]\w*)(?:['\"]\s*\))?\s*\}", text)
    return match is not None and (match[1] in names or match[1].lower() in INITIATOR_NAMES)


def literal_group(text: str) -> Approver:
    """What a group stands for: a role, as written, unless the product's prefix says otherwise."""
    match = _PREFIXED_GROUP.fullmatch(text)
    if match is None:
        return Approver("role", text)
    return Approver("role" if match[1] == "ROLE" else "org_unit", match[2])


def _one(text: str, literal: Kind, names: frozenset[str]) -> Approver:
    """The approver one entry stands for."""
    if initiator_expression(text, names):
        return Approver("initiator")
    if _is_expression(text):
        return Approver("expression", text)
    return literal_group(text) if literal == "role" else Approver(literal, text)


def _resources(task: Element, names: frozenset[str]) -> Iterator[Approver]:
    """BPMN's own `humanPerformer` and `potentialOwner`: `user(kermit)`, `group(management)` or a bare name."""
    for holder, bare in (("humanPerformer", "user"), ("potentialOwner", "role")):
        literal: Kind = "user" if bare == "user" else "role"
        for element in task.bpmn(holder):
            text = "".join(e.text for e in element.walk() if e.name == "formalExpression").strip()
            for entry in split_list(text):
                match = re.fullmatch(r"(user|group)\(\s*(.+?)\s*\)", entry)
                if match:
                    yield _one(match[2], "user" if match[1] == "user" else "role", names)
                else:
                    yield _one(entry, literal, names)


def _standard(task: Element, names: frozenset[str]) -> Iterator[Approver]:
    if assignee := task.extension("assignee"):
        yield _one(assignee, "user", names)
    for entry in split_list(task.extension("candidateUsers")):
        yield _one(entry, "user", names)
    for entry in split_list(task.extension("candidateGroups")):
        yield _one(entry, "role", names)
    yield from _resources(task, names)
    for extension in task.extensions():
        if extension.name == "assignmentDefinition":  # Camunda 8
            if assignee := extension.attributes.get("assignee", "").strip():
                yield _one(assignee, "user", names)
            for entry in split_list(extension.attributes.get("candidateUsers", "")):
                yield _one(entry, "user", names)
            for entry in split_list(extension.attributes.get("candidateGroups", "")):
                yield _one(entry, "role", names)


def setting(task: Element, name: str) -> str:
    """A vendor's setting of a task, written as an attribute or as an element below `extensionElements`."""
    if value := task.extension(name):
        return value
    return next((e.text.strip() for e in task.extensions() if e.name == name and e.text.strip()), "")


def _strategy(task: Element) -> Iterator[Approver]:
    """ruoyi-vue-pro: a strategy number and its parameter."""
    number = setting(task, "candidateStrategy")
    if number:
        yield from by_strategy(number, setting(task, "candidateParam"))


def by_strategy(number: str, parameter: str) -> Iterator[Approver]:
    """Approvers by ruoyi-vue-pro's strategy number, `candidateStrategy`, and its parameter."""
    if number in _DYNAMIC_STRATEGIES:
        yield _DYNAMIC_STRATEGIES[number]
    elif number in _STRATEGIES:
        # "ids|level" where the heads of several levels are asked one after the other.
        for reference in split_list(parameter.partition("|")[0]):
            yield Approver(_STRATEGIES[number], reference)
    elif number == "40":
        # Groups of the flow module itself, not roles.
        for reference in split_list(parameter):
            yield Approver("other", reference)
    else:
        yield Approver("expression", parameter or f"candidateStrategy {number}")


def auto_decided(task: Element) -> bool:
    """Whether the product passes or refuses the step by itself (ruoyi-vue-pro's approve type 2 and 3)."""
    return setting(task, "approveType") in ("2", "3")


def _listeners(task: Element) -> Iterator[Approver]:
    """Task listeners that run early enough to hand the task out."""
    for extension in task.extensions():
        for element in extension.walk():
            if element.name != "taskListener":
                continue
            event = (element.attributes.get("event") or element.attributes.get("eventType") or "").strip().lower()
            if event not in ("create", "assignment", "all", "creating", "assigning"):
                continue
            reference = next(
                (
                    value
                    for key in ("class", "delegateExpression", "expression", "type")
                    if (value := element.attributes.get(key, "").strip())
                ),
                "taskListener",
            )
            yield Approver("expression", reference)


def _vendor(task: Element) -> Iterator[Approver]:
    """Attributes and settings of products this reader does not know, where their name speaks of approvers."""
    data_type = task.extension("dataType")
    if data_type.upper() == "INITIATOR":
        yield Approver("initiator")
        return
    if data_type and data_type.upper() not in ("FIXED", "USERS", "ROLES", "DEPTS"):
        # RuoYi's Flowable children: anything but a fixed list is computed; an empty fixed list is what it looks like.
        yield Approver("expression", f"dataType={data_type}")
        return
    if not data_type and (user_type := task.extension("userType")):
        yield Approver("expression", f"userType={user_type}")
        return
    for full, value in task.attributes.items():
        namespace, _, name = full.rpartition("}")
        if namespace and not _MODELER.search(namespace) and value.strip() and _speaks_of_approvers(name):
            yield Approver("expression", f"{name}={value.strip()}")
            return
    for extension in task.extensions():
        if extension.name in _NOT_SETTINGS or _MODELER.search(extension.namespace):
            continue
        for element in extension.walk():
            values = {k.rpartition("}")[2]: v.strip() for k, v in element.attributes.items()}
            named = values.get("name") or values.get("key") or values.get("code") or values.get("id") or ""
            value = values.get("value") or element.text.strip()
            if value and (_speaks_of_approvers(named) or _speaks_of_approvers(element.name)):
                yield Approver("expression", f"{named or element.name}={value}")
                return
            for name, inner in values.items():
                if inner and _speaks_of_approvers(name):
                    yield Approver("expression", f"{name}={inner}")
                    return


def _speaks_of_approvers(name: str) -> bool:
    return bool(_VENDOR_NAME.search(name)) and not _NOT_APPROVER.search(name)


def approvers_of(task: Element, initiator_names: frozenset[str], assigned_elsewhere: str) -> list[Approver]:
    """How the task finds its approvers, each way once; empty when nothing in the file says.

    ``assigned_elsewhere`` is the listener a process declares for all its new tasks, if any.
    """
    found = list(dict.fromkeys((*_standard(task, initiator_names), *_strategy(task))))
    if not found and not setting(task, "candidateStrategy"):
        found = list(dict.fromkeys(_listeners(task))) or list(_vendor(task))
        if not found and assigned_elsewhere:
            found = [Approver("expression", assigned_elsewhere)]
    return found
