"""Walks one document through a flow: who has to act at each step, which branch it takes, and where it stops.

The walk plays the token game of BPMN on the facts: parallel branches are followed side by side, joins wait as engines let
them wait. Conditions are valued, never run. Where a condition cannot be valued both ways are walked, and the result says
so: a :class:`Walk` is the list of all ways, up to :data:`MAX_WAYS`.

What a walk leaves out: timers and errors that interrupt a step, event sub-processes, and what people decide. A way that
comes back to a step it has been at (refused, corrected, handed in again) ends there as `back`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Literal

from healthcheck.conditions import (
    UNKNOWN,
    ConditionError,
    Expression,
    MaybeValue,
    Opaque,
    Value,
    evaluate,
    names,
    parse,
    truth,
    value_text,
)
from healthcheck.conditions.solve import numbers_compared, samples
from healthcheck.conditions.tree import Variable
from healthcheck.conditions.tree import walk as parts_of
from healthcheck.language import Text, join
from healthcheck.simulate.company import Applicant, Company, Found, Person

#: Ways of one flow that are followed; beyond it the result says that there are more.
MAX_WAYS = 200
#: Steps of one way.
MAX_STEPS = 400
#: Flows that call flows.
MAX_CALLS = 5

Outcome = Literal["arrives", "stuck", "back", "cut"]
StepState = Literal["people", "nobody", "unclear", "chosen", "by_itself"]
Verdict = Literal["arrives", "stuck", "may_stick", "unclear"]

#: What people call the variable that holds a document's amount.
_AMOUNT = re.compile(
    r"(?i)(amount|amt|money|total|price|fee|cost|budget|payment|expense|金额|总额|总价|费用|预算|价税)"
)
_NOT_AMOUNT = re.compile(r"(?i)(days?|hours?|count|qty|quantity|num|weight|天数|数量|工时)$")

_DECIDING = {"exclusive_gateway", "event_gateway", "complex_gateway"}
_NOT_ENTERED = {"boundary_event", "event_sub_process"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step somebody has to take, or that stands out otherwise."""

    node_id: str
    name: str
    state: StepState
    people: tuple[Person, ...] = ()
    #: How many of them have to agree; None: one of them.
    needed: Decimal | None = None
    mode: Literal["parallel", "sequential"] | None = None
    why: Text | None = None
    #: Code or name of the called flow it belongs to.
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that was taken at a split."""

    node_id: str
    gateway: str
    branch: str
    condition: str | None
    #: Why the other branches cannot be excluded; None where the values given decide.
    unclear: Text | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the flow, in the order things happen."""

    outcome: Outcome
    #: Where and why it ends, unless it arrives.
    why: Text | None
    trail: tuple[Step | Branch, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the way."""
        return tuple(t for t in self.trail if isinstance(t, Step))

    @property
    def told(self) -> bool:
        """Whether it is known of every step who takes it."""
        return all(s.state != "unclear" for s in self.steps)


@dataclass(frozen=True, slots=True)
class Walk:
    """All ways of one document through one flow."""

    ways: tuple[Way, ...]
    #: True when there are more than are listed.
    more: bool = False

    @property
    def verdict(self) -> Verdict:
        """`stuck` no way arrives; `may_stick` some do and some get stuck; `unclear` it cannot be told."""
        arriving = [w for w in self.ways if w.outcome == "arrives"]
        stuck = [w for w in self.ways if w.outcome == "stuck"]
        if not arriving:
            if self.more or any(w.outcome == "cut" for w in self.ways):
                return "unclear"
            # A way that only ever comes back never arrives either.
            return "stuck"
        if stuck:
            return "may_stick"
        return "arrives" if any(w.told for w in arriving) else "unclear"


@dataclass(slots=True)
class Model:
    """One flow, ready to be walked many times."""

    flow_id: str
    code: str | None
    name: str
    notation: str
    nodes: dict[str, Any]
    outgoing: dict[str, list[Any]]
    incoming: dict[str, list[Any]]
    approvers: dict[str, list[Any]]
    company_id: str | None = None
    document_type_id: str | None = None
    #: Rows of `flow_starter`; none: everybody may start it.
    starters: tuple[Any, ...] = ()
    conditions: dict[str, Expression | ConditionError] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        flow: Any,
        nodes: Iterable[Any],
        edges: Iterable[Any],
        approvers: Iterable[Any],
        starters: Iterable[Any] = (),
    ) -> Model:
        """A flow from its facts; lines that lead nowhere are left out."""
        found = cls(
            flow.flow_id,
            flow.code,
            flow.name or flow.code or flow.flow_id,
            flow.notation,
            {n.node_id: n for n in nodes},
            defaultdict(list),
            defaultdict(list),
            defaultdict(list),
            flow.company_id,
            flow.document_type_id,
            tuple(starters),
        )
        lines = sorted(edges, key=lambda e: str(e.edge_id))
        if not lines:
            lines = list(_in_turn(found.nodes))
        for edge in lines:
            if edge.source_id in found.nodes and edge.target_id in found.nodes:
                found.outgoing[edge.source_id].append(edge)
                found.incoming[edge.target_id].append(edge)
            text = (edge.condition or "").strip()
            if text:
                try:
                    found.conditions[edge.edge_id] = parse(text, edge.language)
                except ConditionError as error:
                    found.conditions[edge.edge_id] = error
        for approver in approvers:
            found.approvers[approver.node_id].append(approver)
        return found

    def variables(self) -> list[str]:
        """Variables that its conditions read."""
        read = (c for c in self.conditions.values() if not isinstance(c, ConditionError))
        return list(dict.fromkeys(n for c in read for n in names(c)))

    def amounts(self) -> list[str]:
        """Those of them that hold the document's amount, by their name."""
        return [n for n in self.variables() if is_amount(n)]

    def bands(self) -> list[Decimal]:
        """Amounts that stand for every amount: the limits in the conditions, and one value on every side of them."""
        limits: set[Decimal] = set()
        for condition in self.conditions.values():
            if not isinstance(condition, ConditionError):
                for name, numbers in numbers_compared(condition).items():
                    limits |= numbers if is_amount(name) else set()
        return samples(limits)

    def told_elsewhere(self) -> bool:
        """Whether some step shows its approvers, so that a step without any has none."""
        concrete = ("user", "employee", "role", "position", "org_unit", "org_unit_head", "superior")
        return any(a.source or a.kind in concrete for rows in self.approvers.values() for a in rows)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that the order of steps stands for."""

    edge_id: str
    source_id: str
    target_id: str
    name: str | None = None
    condition: str | None = None
    language: str | None = None
    is_default: bool = False


def _in_turn(nodes: Mapping[str, Any]) -> Iterator[_Line]:
    """A list of approvers without lines is gone through from the first to the last."""
    steps = sorted(nodes)
    for one, other in pairwise(steps):
        yield _Line(f"{one}->{other}", one, other)


def is_amount(name: str) -> bool:
    """Whether a variable holds an amount of money, by its name."""
    last = name.rpartition(".")[2]
    return bool(_AMOUNT.search(last)) and not _NOT_AMOUNT.search(last)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token on its way into a node, with the nodes it came through."""

    node_id: str
    edge_id: str | None
    been: frozenset[str]


@dataclass(slots=True)
class _Run:
    """One way while it is walked."""

    tokens: list[_Token]
    waiting: dict[str, list[_Token]] = field(default_factory=dict)
    trail: list[Step | Branch] = field(default_factory=list)

    def copy(self) -> _Run:
        return _Run(list(self.tokens), {k: list(v) for k, v in self.waiting.items()}, list(self.trail))


@dataclass(frozen=True, slots=True)
class _End:
    """How a scope was left."""

    outcome: Outcome | Literal["error"]
    why: Text | None
    trail: tuple[Step | Branch, ...]


class Walker:
    """Walks documents through the flows of one company."""

    def __init__(self, models: Iterable[Model], company: Company) -> None:
        self.models = list(models)
        self.company = company
        self._by_code: dict[str, list[Model]] = defaultdict(list)
        for model in self.models:
            if model.code:
                self._by_code[model.code].append(model)

    def walk(self, model: Model, applicant: Applicant, given: Mapping[str, Value]) -> Walk:
        """All ways of one document.

        Args:
            given: values of process variables by name.
        """
        scope = _Scope(self, applicant, given)
        ends = scope.run(model, None, 0)
        ways = [Way(e.outcome if e.outcome != "error" else "arrives", e.why, e.trail) for e in ends]
        return Walk(tuple(_distinct(ways)), scope.more)

    def called(self, code: str, company_id: str | None) -> Model | None:
        """The flow a call activity starts, of the same company where there are several."""
        found = self._by_code.get(code, [])
        return next((m for m in found if m.company_id == company_id), found[0] if found else None)

    def key(self, model: Model, applicant: Applicant, depth: int = 0) -> tuple[Any, ...]:
        """What about the applicant the walk depends on: two applicants with one key go the same ways."""
        found: list[Any] = []
        for node_id, rows in sorted(model.approvers.items()):
            for row in rows:
                if row.kind in ("superior", "initiator") or (row.kind == "org_unit_head" and not row.reference):
                    answer = self.company.find(row.kind, row.reference, applicant)
                    found.append((node_id, row.kind, answer.people, answer.why, answer.certain))
        if depth < MAX_CALLS:
            for node in model.nodes.values():
                called = self.called(node.called_code, model.company_id) if node.called_code else None
                if called is not None:
                    found.append(self.key(called, applicant, depth + 1))
        return tuple(found)


def _distinct(ways: list[Way]) -> list[Way]:
    """Each way once, those that arrive first, short ones before long ones."""
    order = {"arrives": 0, "stuck": 1, "cut": 2, "back": 3}
    return sorted(dict.fromkeys(ways), key=lambda w: (order[w.outcome], len(w.trail)))


class _Scope:
    """The walk of one document."""

    def __init__(self, walker: Walker, applicant: Applicant, given: Mapping[str, Value]) -> None:
        self.walker = walker
        self.applicant = applicant
        self.given = given
        self.more = False
        self._steps: dict[tuple[str, str], Step | None] = {}

    def value(self, name: str) -> MaybeValue:
        """What is known of a variable."""
        return self.given.get(name, UNKNOWN)

    def run(self, model: Model, parent: str | None, depth: int) -> list[_End]:
        """All ways through a flow or one of its sub-processes."""
        starts = _starts(model, parent)
        if not starts:
            if model.notation == "states":
                why = Text("in which state documents begin cannot be told", "无法判断单据从哪个状态开始")
                return [_End("cut", why, ())]
            why = Text(f"{model.name} has no start", f"“{model.name}”没有开始节点")
            return [_End("stuck", why, ())]
        ends: list[_End] = []
        work = [_Run([_Token(s, None, frozenset())]) for s in reversed(starts)]
        while work:
            if len(ends) + len(work) > MAX_WAYS:
                self.more = True
                work = work[-MAX_WAYS // 2 :]
                if len(ends) > MAX_WAYS:
                    break
            run = work.pop()
            if len(run.trail) > MAX_STEPS:
                ends.append(_End("cut", Text("the way is too long to follow", "路径过长，不再跟踪"), tuple(run.trail)))
                continue
            more, end = self._advance(model, parent, run, depth)
            work += reversed(more)
            if end is not None:
                ends.append(end)
        return ends

    # --- one move ----------------------------------------------------------------------------------------------------

    def _advance(self, model: Model, parent: str | None, run: _Run, depth: int) -> tuple[list[_Run], _End | None]:
        """One node further: the ways that go on, or the end of this one."""
        if isinstance(run, _Finished):
            return [], _End(run.outcome, run.why, tuple(run.trail))
        if not run.tokens:
            return self._at_rest(model, run)
        token = run.tokens.pop(0)
        node = model.nodes[token.node_id]
        if token.node_id in token.been and node.kind not in ("parallel_gateway", "inclusive_gateway"):
            why = Text(f"comes back to {_label(node)}", f"回到“{_label(node)}”")
            return [], _End("back", why, tuple(run.trail))
        incoming = model.incoming.get(token.node_id, ())
        if node.kind in ("parallel_gateway", "inclusive_gateway") and len(incoming) > 1:
            arrived = run.waiting.setdefault(token.node_id, [])
            arrived.append(token)
            if node.kind == "inclusive_gateway" or {t.edge_id for t in arrived} != {e.edge_id for e in incoming}:
                return [run], None
            del run.waiting[token.node_id]
            token = replace(token, been=frozenset().union(*(t.been for t in arrived)))
        return self._through(model, parent, run, token, node, depth)

    def _at_rest(self, model: Model, run: _Run) -> tuple[list[_Run], _End | None]:
        """No token can move: an inclusive join stops waiting, a parallel one waits for ever, or all is done."""
        for node_id, arrived in list(run.waiting.items()):
            if model.nodes[node_id].kind == "inclusive_gateway" and not _may_come(model, run, node_id):
                del run.waiting[node_id]
                been = frozenset().union(*(t.been for t in arrived))
                self._leave(model, run, node_id, been, model.outgoing.get(node_id, []))
                return [run], None
        if not run.waiting:
            return [], _End("arrives", None, tuple(run.trail))
        node_id, arrived = next(iter(run.waiting.items()))
        missing = {e.edge_id for e in model.incoming[node_id]} - {t.edge_id for t in arrived}
        froms = [_label(model.nodes[e.source_id]) for e in model.incoming[node_id] if e.edge_id in missing]
        name = _label(model.nodes[node_id])
        why = Text(
            f"{name} waits for {', '.join(dict.fromkeys(froms))}, which does not come",
            f"“{name}”在等{'、'.join(dict.fromkeys(froms))}，但不会再来",
        )
        return [], _End("stuck", why, tuple(run.trail))

    def _through(
        self, model: Model, parent: str | None, run: _Run, token: _Token, node: Any, depth: int
    ) -> tuple[list[_Run], _End | None]:
        been = token.been | {node.node_id}
        outgoing = model.outgoing.get(node.node_id, [])
        if node.kind == "terminate_end_event":
            return [], _End("arrives", None, tuple(run.trail))
        if node.kind == "error_end_event":
            why = Text(f"ends by error at {_label(node)}", f"在“{_label(node)}”异常结束")
            return [], _End("error", why, tuple(run.trail))
        if node.kind == "end_event":
            return [run], None
        if node.kind == "user_task" or (node.kind == "state" and outgoing):
            step = self._step(model, node, depth)
            if step is not None:
                run.trail.append(step)
                if step.state == "nobody":
                    why = step.why or Text("nobody", "无人")
                    return [], _End(
                        "stuck",
                        Text(f"{step.name}: {why.en}", f"“{step.name}”：{why.zh}"),
                        tuple(run.trail),
                    )
        elif node.kind == "sub_process":
            return self._inside(model, run, node, been, self.run(model, node.node_id, depth)), None
        elif node.kind == "call_activity":
            return self._call(model, run, node, been, depth)
        return self._split(model, run, node, been, outgoing), None

    def _inside(self, model: Model, run: _Run, node: Any, been: frozenset[str], ends: list[_End]) -> list[_Run]:
        """Go on behind a sub-process, once per way through it."""
        found: list[_Run] = []
        for end in ends:
            after = run.copy()
            after.trail += end.trail
            if end.outcome == "arrives":
                found += self._split(model, after, node, been, model.outgoing.get(node.node_id, []))
            elif end.outcome == "error":
                caught = [
                    n for n in model.nodes.values() if n.kind == "boundary_event" and n.attached_to == node.node_id
                ]
                for boundary in caught:
                    handled = after.copy()
                    lines = model.outgoing.get(boundary.node_id, [])
                    found += self._split(model, handled, boundary, been | {boundary.node_id}, lines)
                if not caught:
                    found.append(_ended(after, "stuck", end.why))
            else:
                found.append(_ended(after, end.outcome, end.why))
        return found

    def _call(
        self, model: Model, run: _Run, node: Any, been: frozenset[str], depth: int
    ) -> tuple[list[_Run], _End | None]:
        name = _label(node)
        if not node.called_code:
            why = Text("which flow it calls is worked out while the flow runs", "调用哪条流程由系统运行时决定")
            run.trail.append(Step(node.node_id, name, "unclear", why=why))
            return self._split(model, run, node, been, model.outgoing.get(node.node_id, [])), None
        called = self.walker.called(node.called_code, model.company_id)
        if called is None:
            why = Text(
                f"{name} calls {node.called_code}, which is no flow in force",
                f"“{name}”调用的流程 {node.called_code} 不存在或未启用",
            )
            return [], _End("stuck", why, tuple(run.trail))
        if depth >= MAX_CALLS:
            return [], _End("cut", Text("flows call each other too deep", "流程互相调用层数过多"), tuple(run.trail))
        ends = [
            replace(e, trail=tuple(replace(t, flow=called.name) if isinstance(t, Step) else t for t in e.trail))
            for e in self.run(called, None, depth + 1)
        ]
        return self._inside(model, run, node, been, ends), None

    # --- branches ----------------------------------------------------------------------------------------------------

    def _leave(self, model: Model, run: _Run, node_id: str, been: frozenset[str], edges: Sequence[Any]) -> None:
        run.tokens += [_Token(e.target_id, e.edge_id, been | {node_id}) for e in edges]

    def _split(self, model: Model, run: _Run, node: Any, been: frozenset[str], edges: list[Any]) -> list[_Run]:
        """Send tokens down the branches that are taken; one run per possible choice."""
        if not edges:
            return [run]
        if node.kind in ("parallel_gateway", "event_gateway") or (
            len(edges) == 1 and (node.kind == "state" or not self._conditional(model, edges[0]))
        ):
            if node.kind == "event_gateway" and len(edges) > 1:
                why = Text("which event comes first is not known", "先发生哪个事件无法预知")
                return [self._taken(model, run, node, been, [e], why) for e in edges]
            self._leave(model, run, node.node_id, been, edges)
            return [run]
        held = {e.edge_id: self._holds(model, e) for e in edges}
        exclusive = node.kind in _DECIDING or node.kind == "state"
        default = [e for e in edges if e.is_default]
        others = [e for e in edges if not e.is_default]
        sure = [e for e in others if held[e.edge_id] is True]
        open_ = [e for e in others if held[e.edge_id] is None]
        if exclusive:
            return self._one_of(model, run, node, been, sure, open_, default, edges)
        return self._some_of(model, run, node, been, sure, open_, default, edges)

    def _one_of(
        self,
        model: Model,
        run: _Run,
        node: Any,
        been: frozenset[str],
        sure: list[Any],
        open_: list[Any],
        default: list[Any],
        edges: list[Any],
    ) -> list[_Run]:
        candidates = [*sure, *open_]
        if not sure:
            candidates += default
        if not candidates:
            return [self._nowhere(model, run, node, edges)]
        unclear: Text | None = None
        if node.kind == "state":
            # A person picks the action.
            unclear = Text("chosen by whoever acts", "由办理人选择") if len(candidates) > 1 else None
        elif open_:
            unclear = self._missing(model, open_)
        elif len(sure) > 1:
            unclear = Text(
                "several conditions hold; the engine takes the one drawn first", "多个条件同时成立，引擎取先画的一条"
            )
        return [self._taken(model, run, node, been, [e], unclear) for e in candidates]

    def _some_of(
        self,
        model: Model,
        run: _Run,
        node: Any,
        been: frozenset[str],
        sure: list[Any],
        open_: list[Any],
        default: list[Any],
        edges: list[Any],
    ) -> list[_Run]:
        found = []
        unclear = self._missing(model, open_) if open_ else None
        # Every subset of a few open branches; of many, none or all.
        subsets = (
            product((False, True), repeat=len(open_))
            if len(open_) <= 4
            else [(False,) * len(open_), (True,) * len(open_)]
        )
        for chosen in subsets:
            taken = [*sure, *(e for e, is_in in zip(open_, chosen, strict=True) if is_in)] or default
            if taken:
                found.append(self._taken(model, run, node, been, taken, unclear))
            elif not open_:
                found.append(self._nowhere(model, run, node, edges))
        return found

    def _taken(
        self, model: Model, run: _Run, node: Any, been: frozenset[str], edges: list[Any], unclear: Text | None
    ) -> _Run:
        after = run.copy()
        if unclear is not None or any(self._conditional(model, e) or e.is_default for e in edges):
            labels = [e.name or _label(model.nodes[e.target_id]) for e in edges]
            conditions = "; ".join(e.condition for e in edges if e.condition) or None
            after.trail.append(Branch(node.node_id, _label(node), ", ".join(labels), conditions, unclear))
        self._leave(model, after, node.node_id, been, edges)
        return after

    def _nowhere(self, model: Model, run: _Run, node: Any, edges: list[Any]) -> _Run:
        """No branch is taken: the engine stops with an error."""
        read: dict[str, None] = {}
        for edge in edges:
            condition = model.conditions.get(edge.edge_id)
            if condition is not None and not isinstance(condition, ConditionError):
                read.update(dict.fromkeys(names(condition)))
        told = ", ".join(f"{n} = {value_text(self.given[n])}" for n in read if n in self.given)
        broken = [c for e in edges if isinstance(c := model.conditions.get(e.edge_id), ConditionError)]
        name = _label(node)
        if broken:
            why = Text(
                f"at {name} a condition cannot be read: {broken[0].problem.en}",
                f"“{name}”的条件无法解析：{broken[0].problem.zh}",
            )
        else:
            why = Text(
                f"no branch of {name} is taken" + (f" when {told}" if told else ""),
                (f"{told} 时，" if told else "") + f"“{name}”没有分支可走",
            )
        return _ended(run.copy(), "stuck", why)

    def _conditional(self, model: Model, edge: Any) -> bool:
        return edge.edge_id in model.conditions

    def _holds(self, model: Model, edge: Any) -> bool | None:
        """Whether the condition of a line holds; None where that cannot be told."""
        condition = model.conditions.get(edge.edge_id)
        if condition is None:
            return True
        if isinstance(condition, ConditionError):
            return False
        return truth(evaluate(condition, self.value))

    def _missing(self, model: Model, edges: list[Any]) -> Text:
        """Why a branch cannot be decided."""
        reasons: dict[str, Text] = {}
        for edge in edges:
            condition = model.conditions.get(edge.edge_id)
            if condition is None or isinstance(condition, ConditionError):
                continue
            for name in names(condition):
                if name not in self.given and not _inside_call(condition, name):
                    reasons[name] = Text(f"{name} is not given", f"未给出 {name}")
            for part in parts_of(condition):
                if isinstance(part, Opaque) and part.text not in self.given:
                    text = part.text if len(part.text) < 60 else part.text[:57] + "…"
                    reasons[part.text] = Text(f"{text} is worked out while the flow runs", f"{text} 由系统运行时计算")
        return join(list(reasons.values())) if reasons else Text("the values given do not decide", "所给条件不足以判断")

    # --- people ------------------------------------------------------------------------------------------------------

    def _step(self, model: Model, node: Any, depth: int) -> Step | None:
        key = (model.flow_id, node.node_id)
        if key not in self._steps:
            self._steps[key] = self._who(model, node)
        return self._steps[key]

    def _who(self, model: Model, node: Any) -> Step | None:
        """Who takes a step; None where the product takes it by itself."""
        name = _label(node)
        rows = model.approvers.get(node.node_id, [])
        if not rows:
            if node.approver_required is False:
                return Step(node.node_id, name, "by_itself")
            if node.kind == "state":
                if node.node_id in _starts(model, node.parent_id or None):
                    return None  # the applicant's own
                unnamed = Text("nobody is named for this state", "该状态没有指定办理人")
                return Step(node.node_id, name, "unclear", why=unnamed)
            if not model.told_elsewhere():
                unread = Text("who approves is not kept where it was looked for", "审批人不在已读取的数据里")
                return Step(node.node_id, name, "unclear", why=unread)
            return Step(node.node_id, name, "nobody", why=Text("no approver is set", "没有设置审批人"))
        found = [self._found(row) for row in rows]
        people = {p.user_id: p for f in found for p in f.people}
        open_ = [f for f in found if not f.certain]
        reasons = [f.why for f in found if f.why is not None]
        why = join(list(dict.fromkeys(reasons))) if reasons else None
        needed = node.quorum
        state: StepState = "people"
        if needed is not None and people and len(people) < needed and not open_:
            state = "nobody"
            why = Text(
                f"{value_text(needed)} have to agree and only {len(people)} can",
                f"需要 {value_text(needed)} 人同意，只有 {len(people)} 人可办",
            )
        elif not people:
            if any(f.chosen_later for f in found):
                state = "chosen"
            elif open_:
                state = "unclear"
            else:
                state = "by_itself" if node.approver_required is False else "nobody"
        return Step(node.node_id, name, state, tuple(people.values()), needed, node.multi_instance, why)

    def _found(self, row: Any) -> Found:
        company = self.walker.company
        if row.kind == "expression" and row.reference:
            return company.expressed(row.reference, self.applicant, self.value)
        return company.find(row.kind, row.reference, self.applicant, direct=bool(row.direct))


def _ended(run: _Run, outcome: Outcome | Literal["error"], why: Text | None) -> _Run:
    """A run that ends where it stands, told on its next move."""
    return _Finished([], {}, run.trail, outcome, why)


@dataclass(slots=True)
class _Finished(_Run):
    """A way that is over and waits to be listed."""

    outcome: Outcome | Literal["error"] = "stuck"
    why: Text | None = None


def _inside_call(condition: Expression, name: str) -> bool:
    """Whether a variable is read by calls only, so that giving it decides nothing."""
    return not any(isinstance(p, Variable) and p.name == name for p in parts_of(condition))


def _label(node: Any) -> str:
    return " ".join((node.name or node.node_id).split())


def _starts(model: Model, parent: str | None) -> list[str]:
    """Where a scope begins: its plain start events, else what nothing leads to."""
    here = [n for n in model.nodes.values() if (n.parent_id or None) == parent and n.kind not in _NOT_ENTERED]
    starts = [n.node_id for n in here if n.initial]
    if not starts:
        starts = [n.node_id for n in here if n.kind == "start_event" and not n.triggered]
    if not starts:
        starts = [n.node_id for n in here if n.kind == "start_event"]
    if not starts:
        starts = [n.node_id for n in here if not model.incoming.get(n.node_id)]
    return sorted(starts)


def _may_come(model: Model, run: _Run, join_id: str) -> bool:
    """Whether a token that waits at another join may still reach this one."""
    work = [e.target_id for node_id in run.waiting if node_id != join_id for e in model.outgoing.get(node_id, ())]
    seen: set[str] = set()
    while work:
        node_id = work.pop()
        if node_id == join_id:
            return True
        if node_id not in seen:
            seen.add(node_id)
            work += [e.target_id for e in model.outgoing.get(node_id, ())]
    return False
