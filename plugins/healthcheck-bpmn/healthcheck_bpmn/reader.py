"""Reads BPMN 2.0 XML that somebody else wrote into plain objects, and never trusts it.

The parser is expat with every way out of the document closed: a document type declaration (and with it entities,
DTDs and anything on the network) is refused when it begins, size and depth are bounded, the text is decoded here and
strictly. Nothing is evaluated. What cannot be read raises :class:`UnreadableError` with a line and a column; everything
else is read as far as an engine would read it: unknown elements and attributes are left alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NoReturn
from xml.parsers import expat

from healthcheck.facts import Fact, Flow, FlowApprover, FlowEdge, FlowNode, FlowStarter
from healthcheck_bpmn.approvers import Approver, approvers_of, auto_decided, literal_group, split_list

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

#: More than any approval flow a person drew; a file beyond is refused unread.
MAX_BYTES = 10 * 1024 * 1024
#: Elements of all kinds; a drawing of a thousand steps has some ten thousand.
MAX_ELEMENTS = 300_000
#: Nested elements. A sub-process costs one level, drawings of real flows stay below twenty.
MAX_DEPTH = 200

ProblemKind = Literal["unreadable", "too_large", "too_deep", "encoding", "syntax", "forbidden", "unknown"]

#: Declared encoding → Python codec. GBK names are read as GB18030, which contains both older sets.
CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "shift_jis",
    "euc-jp": "euc_jp",
    "euc-kr": "euc_kr",
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)},
    **{f"windows-{n}": f"cp{n}" for n in range(1250, 1259)},
}

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class UnreadableError(Exception):
    """The document cannot be used, and why."""

    def __init__(self, problem: ProblemKind, detail: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(detail)
        self.problem: ProblemKind = problem
        self.detail = detail
        self.line = line
        self.column = column


@dataclass(slots=True)
class Element:
    """An XML element with the place it was found at."""

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """A BPMN (unprefixed) attribute, stripped, or the empty text."""
        return self.attributes.get(name, "").strip()

    def extension(self, *names: str) -> str:
        """The first non-empty attribute of one of these names in any vendor's namespace."""
        for name in names:
            for full, value in self.attributes.items():
                namespace, _, local = full.rpartition("}")
                if namespace and local == name and value.strip():
                    return value.strip()
        return ""

    def bpmn(self, *names: str) -> Iterator[Element]:
        """Children that are BPMN elements of these names."""
        return (c for c in self.children if c.namespace == BPMN and c.name in names)

    def first(self, name: str) -> Element | None:
        """The first BPMN child of the name."""
        return next(self.bpmn(name), None)

    def extensions(self) -> Iterator[Element]:
        """What vendors put below `extensionElements`."""
        for holder in self.bpmn("extensionElements"):
            yield from holder.children

    def walk(self) -> Iterator[Element]:
        """The element and everything below it, in document order, without recursion."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


@dataclass(slots=True)
class Node:
    """A flow node before it is given to a flow."""

    id: str
    element: Element
    kind: Any
    """A kind of `flow_node`; the fact class checks it."""
    parent: Node | None
    triggered: bool = False
    approvers: list[Approver] = field(default_factory=list)


@dataclass(slots=True)
class Edge:
    """A sequence flow before it is given to a flow."""

    id: str
    element: Element
    source: str
    target: str
    default: bool = False


@dataclass(slots=True)
class Process:
    """One process of a file: one flow."""

    id: str
    element: Element
    nodes: list[Node]
    edges: list[Edge]
    #: Names of process variables that hold whoever started the instance.
    initiator_names: frozenset[str]

    @property
    def name(self) -> str | None:
        """Name on the screen."""
        return self.element.get("name") or None

    @property
    def executable(self) -> bool:
        """False only where the file says so: engines differ on what a missing attribute means."""
        return self.element.get("isExecutable").lower() != "false"


def text_of(data: bytes) -> str:
    """The document's text, decoded as its byte order mark or declaration says."""
    if len(data) > MAX_BYTES:
        raise UnreadableError("too_large", f"{len(data)} bytes; at most {MAX_BYTES} are read")
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableError("syntax", "the file is empty", 1, 1)
    codec = _codec(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(codec, "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise UnreadableError("encoding", f"not valid {codec}: {error.reason}", line, column) from None
    return text.removeprefix("\ufeff")


def _codec(data: bytes) -> str:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (b"<\x00?\x00", "utf-16-le"),
        (b"\x00<\x00?", "utf-16-be"),
    ):
        if data.startswith(mark):
            return codec
    declared = _DECLARED.match(data)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii").lower()
    if name.startswith("utf-16"):
        # Engines switch to UTF-16 here and find nonsense: they refuse such a file too.
        raise UnreadableError("encoding", f"declares {name} and is written in 8-bit characters", 1, 1)
    codec = CODECS.get(name, "")
    if not codec:
        raise UnreadableError("encoding", f"declared encoding {name!r} is not known", 1, 1)
    return codec


def parse(data: bytes) -> Element:
    """The document as elements; raises :class:`UnreadableError`."""
    text = text_of(data)
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    stack: list[tuple[Element, list[str]]] = []
    root: list[Element] = []
    seen = 0

    def refuse(problem: ProblemKind, detail: str) -> NoReturn:
        raise UnreadableError(problem, detail, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1
        if seen > MAX_ELEMENTS:
            refuse("too_large", f"more than {MAX_ELEMENTS} elements")
        if len(stack) >= MAX_DEPTH:
            refuse("too_deep", f"elements are nested deeper than {MAX_DEPTH}")
        namespace, _, name = tag.rpartition("}")
        element = Element(namespace, name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        if not stack:
            root.append(element)
        elif len(stack) > 1 or name == "process":
            # Drawings, messages and the like beside the processes are passed over and not kept.
            stack[-1][0].children.append(element)
        stack.append((element, []))

    def end(_tag: str) -> None:
        element, parts = stack.pop()
        element.text = "".join(parts)

    def characters(chunk: str) -> None:
        stack[-1][1].append(chunk)

    def forbidden(*_: object) -> NoReturn:
        refuse("forbidden", "document type declarations and entities are refused")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    parser.ExternalEntityRefHandler = forbidden
    parser.SkippedEntityHandler = forbidden
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        message = expat.ErrorString(error.code) or "not well-formed"
        raise UnreadableError("syntax", message, error.lineno, error.offset + 1) from None
    finally:
        # The handlers close over the parser: break the cycle so that a large document goes at once.
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = None
        parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = None
    return root[0]


def read(data: bytes) -> list[Process]:
    """The processes of a BPMN 2.0 document; raises :class:`UnreadableError` when it is none."""
    definitions = parse(data)
    if definitions.namespace != BPMN or definitions.name != "definitions":
        raise UnreadableError(
            "unknown",
            f"the root element is {definitions.name!r} of {definitions.namespace or 'no namespace'!r}, not BPMN 2.0",
            definitions.line,
            definitions.column,
        )
    return [_process(element) for element in definitions.bpmn("process")]


SIMPLE_KINDS = {
    "userTask": "user_task",
    "serviceTask": "service_task",
    "scriptTask": "script_task",
    "receiveTask": "receive_task",
    "sendTask": "send_task",
    "manualTask": "manual_task",
    "businessRuleTask": "business_rule_task",
    "task": "task",
    "callActivity": "call_activity",
    "subProcess": "sub_process",
    "transaction": "sub_process",
    "adHocSubProcess": "sub_process",
    "startEvent": "start_event",
    "endEvent": "end_event",
    "intermediateCatchEvent": "intermediate_event",
    "intermediateThrowEvent": "throw_event",
    "boundaryEvent": "boundary_event",
    "exclusiveGateway": "exclusive_gateway",
    "inclusiveGateway": "inclusive_gateway",
    "parallelGateway": "parallel_gateway",
    "eventBasedGateway": "event_gateway",
    "complexGateway": "complex_gateway",
}

_CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}


def _definitions(element: Element) -> set[str]:
    """The kinds of event definitions of an event."""
    names = (c.name for c in element.children if c.namespace == BPMN)
    return {n for n in names if n.endswith("EventDefinition") or n == "eventDefinitionRef"}


def _kind(element: Element) -> str:
    kind = SIMPLE_KINDS[element.name]
    if kind == "end_event":
        events = _definitions(element)
        if "terminateEventDefinition" in events:
            return "terminate_end_event"
        if "errorEventDefinition" in events:
            return "error_end_event"
    if element.name == "subProcess" and element.get("triggeredByEvent").lower() == "true":
        return "event_sub_process"
    return kind


def _triggered(element: Element, parent: Element) -> bool:
    """Whether something other than an arriving token starts the node."""
    if element.name in ("startEvent", "intermediateCatchEvent", "boundaryEvent"):
        # Flowable's event registry starts an event by an extension element instead of a definition.
        return bool(_definitions(element)) or any(e.name == "eventType" for e in element.extensions())
    return (
        element.get("triggeredByEvent").lower() == "true"
        or element.get("isForCompensation").lower() == "true"
        or parent.name == "adHocSubProcess"
    )


class _Ids:
    """Gives every element an id: its own, or one made from its place where the file has none or repeats it."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def of(self, wanted: str) -> str:
        """``wanted``, or ``wanted#2`` and so on when it was given before."""
        found, number = wanted, 1
        while found in self.seen:
            number += 1
            found = f"{wanted}#{number}"
        self.seen.add(found)
        return found


def _process(element: Element) -> Process:
    nodes: list[Node] = []
    edges: list[Edge] = []
    node_ids, edge_ids = _Ids(), _Ids()
    defaults: set[str] = set()
    work: list[tuple[Element, Node | None]] = [(element, None)]
    while work:
        holder, parent = work.pop(0)
        for child in holder.children:
            if child.namespace != BPMN:
                continue
            if child.name == "sequenceFlow":
                source, target = child.get("sourceRef"), child.get("targetRef")
                wanted = child.get("id") or f"{source}->{target}"
                edges.append(Edge(edge_ids.of(wanted), child, source, target))
            elif child.name in SIMPLE_KINDS:
                wanted = child.get("id") or f"{child.name}@{child.line}:{child.column}"
                node = Node(node_ids.of(wanted), child, _kind(child), parent, _triggered(child, holder))
                nodes.append(node)
                if default := child.get("default"):
                    defaults.add(default)
                if child.name in _CONTAINERS:
                    work.append((child, node))
    for edge in edges:
        edge.default = edge.id in defaults
    edges.extend(_links(nodes, edge_ids))
    names = {e.extension("initiator") for e in (n.element for n in nodes if n.kind == "start_event")} - {""}
    process = Process(element.get("id"), element, nodes, edges, frozenset(names))
    assigned_elsewhere = _listens_for_tasks(element)
    for node in nodes:
        if node.kind == "user_task":
            node.approvers = approvers_of(node.element, process.initiator_names, assigned_elsewhere)
    return process


def _links(nodes: Iterable[Node], ids: _Ids) -> Iterator[Edge]:
    """A throwing link event leads on to the catching one of its name: an edge like any other, drawn in two parts."""
    throws: list[tuple[str, Node]] = []
    catches: dict[str, Node] = {}
    for node in nodes:
        link = node.element.first("linkEventDefinition")
        if link is None:
            continue
        if node.kind == "throw_event":
            throws.append((link.get("name"), node))
        elif node.kind == "intermediate_event":
            catches.setdefault(link.get("name"), node)
    for name, node in throws:
        if target := catches.get(name):
            yield Edge(ids.of(f"{node.id}->{target.id}"), node.element, node.id, target.id)


def _listens_for_tasks(process: Element) -> str:
    """The listener a process declares for all its new tasks, which may hand them out in code."""
    for extension in process.extensions():
        if extension.name != "eventListener":
            continue
        events = extension.attributes.get("events", "")
        if not events.strip() or "TASK_CREATED" in split_list(events):
            return (
                extension.attributes.get("delegateExpression") or extension.attributes.get("class") or "eventListener"
            ).strip()
    return ""


_APPLICANT = re.compile(
    r"(?i)申请|发起|提交|填写|填报|起草|拟稿|制单|提单|apply|applicant|initiat|submit|requester|\bfill\b"
)
_DECIDES = re.compile(r"(?i)审批|审核|批准|复核|会签|审查|核准|确认|approv|review|check|confirm|audit|verify|accept")


def is_applicants_step(node: Node, process: Process) -> bool:
    """Whether a user task is the applicant's own first step, which the product fills in without an approver.

    Only the task right behind a plain start event of the process itself qualifies, and only when it is given to whoever
    started the instance, or has no approver at all and is named as such a step is named (申请人, 提交申请, apply …) and
    not as a decision (审批, review …). ruoyi-vue-pro always calls its own `StartUserNode`.
    """
    if node.id == "StartUserNode":
        return True
    if node.parent is not None:
        return False
    starts = {n.id for n in process.nodes if n.kind == "start_event" and n.parent is None and not n.triggered}
    if not any(e.source in starts and e.target == node.id for e in process.edges):
        return False
    if node.approvers:
        return all(a.kind == "initiator" for a in node.approvers)
    name = node.element.get("name") or node.id
    return bool(_APPLICANT.search(name)) and not _DECIDES.search(name)


_QUORUM = re.compile(r"\bnrOfCompletedInstances\s*(>=|==|eq|ge|>|gt)\s*(\d{1,6})\b")


def _multi_instance(element: Element) -> tuple[Literal["parallel", "sequential"] | None, Decimal | None]:
    loop = element.first("multiInstanceLoopCharacteristics")
    if loop is None:
        return None, None
    mode: Literal["parallel", "sequential"] = "sequential" if loop.get("isSequential").lower() == "true" else "parallel"
    # A number of approvals binds different people only where every member of a collection gets a task of his own.
    over_people = bool(loop.extension("collection", "inputCollection") or loop.first("loopDataInputRef"))
    over_people = over_people or any(e.name == "collection" for e in loop.extensions())
    condition = loop.first("completionCondition")
    if not over_people or condition is None:
        return mode, None
    # Only a condition that is nothing but this comparison: beside another term it is no fixed number.
    match = _QUORUM.fullmatch(condition.text.strip().removeprefix("${").removeprefix("#{").removesuffix("}").strip())
    if match is None:
        return mode, None
    return mode, Decimal(int(match[2]) + (match[1] in (">", "gt")))


def _called(element: Element) -> str | None:
    """Code of the flow a call activity starts."""
    if element.extension("calledElementType").lower() == "id":
        return None
    code = element.get("calledElement")
    if not code:
        # Camunda 8 keeps it in an extension element.
        code = next((e.attributes.get("processId", "") for e in element.extensions() if e.name == "calledElement"), "")
    return None if not code or "${" in code or "#{" in code or code.startswith("=") else code.strip()


def _condition(element: Element) -> tuple[str | None, str | None]:
    """Text and language of a sequence flow's condition."""
    condition = element.first("conditionExpression") if element.name == "sequenceFlow" else None
    if condition is None:
        return None, None
    text = condition.text.strip()
    if not text:
        resource = condition.extension("resource")
        return (resource, condition.get("language").lower() or None) if resource else (None, None)
    language = condition.get("language").lower()
    if not language or language.startswith("http"):
        language = "juel" if text.startswith(("${", "#{")) else "feel" if text.startswith("=") else ""
    return text, language or None


def starters(process: Process, flow_id: str, place: Callable[[Element, str], str]) -> Iterator[FlowStarter]:
    """Who may start a process, as Flowable, Activiti and Camunda 7 write it; what is worked out while it runs is left out."""
    element = process.element
    users = (("user", u) for u in split_list(element.extension("candidateStarterUsers")))
    groups = (literal_group(g) for g in split_list(element.extension("candidateStarterGroups")))
    for kind, reference in dict.fromkeys((*users, *groups)):
        if reference and "{" not in reference:
            yield FlowStarter.model_validate(
                {"flow_id": flow_id, "kind": kind, "reference": reference, "origin": place(element, "")}
            )


def facts(
    process: Process,
    flow_id: str,
    *,
    place: Callable[[Element, str], str],
    code: str | None = None,
    name: str | None = None,
    version: int = 1,
    latest: bool = True,
    instances: int | None = None,
    deployed_at: datetime | None = None,
    company_id: str | None = None,
    active: bool = True,
) -> Iterator[Fact]:
    """The facts of one process; ``place`` tells where an element is found by its id."""
    yield Flow(
        flow_id=flow_id,
        code=code or process.id or None,
        name=name or process.name,
        version=version,
        latest=latest,
        notation="bpmn",
        executable=process.executable,
        company_id=company_id,
        instances=instances,
        deployed_at=deployed_at,
        active=active,
        deleted=False,
        origin=place(process.element, ""),
    )
    for node in process.nodes:
        element = node.element
        mode, quorum = _multi_instance(element)
        stops = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(element.name, "")
        origin = place(element, node.id)
        yield FlowNode(
            flow_id=flow_id,
            node_id=node.id,
            name=" ".join(element.get("name").split()) or None,
            kind=node.kind,
            parent_id=node.parent.id if node.parent else None,
            attached_to=element.get("attachedToRef") or None,
            triggered=node.triggered,
            interrupting=element.get(stops).lower() != "false",
            called_code=_called(element) if node.kind == "call_activity" else None,
            multi_instance=mode,
            quorum=quorum,
            approver_required=node.kind != "user_task"
            or not (is_applicants_step(node, process) or auto_decided(element)),
            origin=origin,
        )
        for approver in node.approvers:
            yield FlowApprover(
                flow_id=flow_id,
                node_id=node.id,
                kind=approver.kind,
                reference=approver.reference,
                source=None,
                origin=origin,
            )
    for edge in process.edges:
        condition, language = _condition(edge.element)
        yield FlowEdge(
            flow_id=flow_id,
            edge_id=edge.id,
            source_id=edge.source or None,
            target_id=edge.target or None,
            name=edge.element.get("name") or None,
            condition=condition,
            language=language,
            is_default=edge.default,
            origin=place(edge.element, edge.id),
        )
