"""Flow facts as Petri nets: one net per scope (the process, each sub-process, each event sub-process).

A place is a sequence flow, the inside of an activity, or the inside of a gateway. A marking is an `int` whose bits are the
marked places. Tokens move as BPMN engines move them:

- An activity, event or exclusive gateway starts anew for each token that arrives. Several lines out of an activity are
  a parallel split; lines with conditions are taken when their condition holds, the default when none does.
- A parallel gateway waits for one token on each line in. An inclusive one waits as `semantics` says: `engine`
  (Flowable, Camunda 7) while any other token of the scope can reach it, `spec` (BPMN 2.0) only for tokens that can reach a line
  in that is empty and none that has a token.
- A token that arrives where no line leads on is consumed; a scope is complete when it holds none.
- An interrupting boundary event takes the token out of its activity. One that does not interrupt, may fire once per
  run of the scope: repeated reminders are no lack of synchronisation.
- A sub-process and a call activity are one step of the scope around them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, Protocol

from healthcheck.soundness.conditions import exclude

Semantics = Literal["engine", "spec"]
#: Why a scope cannot be judged.
Reason = Literal["no_start", "several_starts", "complex_gateway", "many_branches", "too_large"]

ACTIVITIES = frozenset(
    (
        "user_task",
        "service_task",
        "script_task",
        "receive_task",
        "send_task",
        "manual_task",
        "business_rule_task",
        "task",
        "call_activity",
        "sub_process",
    )
)
ENDS = frozenset(("end_event", "terminate_end_event", "error_end_event"))
#: Conditional lines out of one node beyond which the combinations are not spelt out.
MAX_CONDITIONS = 7


class NodeLike(Protocol):
    """What the analysis asks of a node: `FlowNode`, or any row with its columns."""

    @property
    def node_id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...
    @property
    def attached_to(self) -> str | None: ...
    @property
    def triggered(self) -> bool: ...
    @property
    def interrupting(self) -> bool: ...


class EdgeLike(Protocol):
    """What the analysis asks of an edge: `FlowEdge`, or any row with its columns."""

    @property
    def edge_id(self) -> str: ...
    @property
    def source_id(self) -> str | None: ...
    @property
    def target_id(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def condition(self) -> str | None: ...
    @property
    def is_default(self) -> bool: ...


class Graph:
    """Nodes and lines of one flow, indexed. Lines that do not connect two nodes of one scope are left out."""

    def __init__(self, nodes: Iterable[NodeLike], edges: Iterable[EdgeLike]) -> None:
        self.nodes = {n.node_id: n for n in nodes}
        self.edges: dict[str, EdgeLike] = {}
        self.out: dict[str, list[EdgeLike]] = {i: [] for i in self.nodes}
        self.into: dict[str, list[EdgeLike]] = {i: [] for i in self.nodes}
        self.inside: dict[str | None, list[NodeLike]] = defaultdict(list)
        self.boundary: dict[str, list[NodeLike]] = {}
        self.host: dict[str, str] = {}
        for node in self.nodes.values():
            self.inside[node.parent_id].append(node)
            host = self.nodes.get(node.attached_to or "") if node.kind == "boundary_event" else None
            if host is not None and host.parent_id == node.parent_id:
                self.boundary.setdefault(host.node_id, []).append(node)
                self.host[node.node_id] = host.node_id
        for edge in edges:
            source, target = self.nodes.get(edge.source_id or ""), self.nodes.get(edge.target_id or "")
            if source is None or target is None or source.parent_id != target.parent_id or edge.edge_id in self.edges:
                continue
            self.edges[edge.edge_id] = edge
            self.out[source.node_id].append(edge)
            self.into[target.node_id].append(edge)

    def after(self, node_id: str) -> list[str]:
        """Nodes one step on; a boundary event follows its activity."""
        found = [str(e.target_id) for e in self.out[node_id]]
        found += [b.node_id for b in self.boundary.get(node_id, ())]
        return found

    def before(self, node_id: str) -> list[str]:
        """Nodes one step back."""
        found = [str(e.source_id) for e in self.into[node_id]]
        if node_id in self.host:
            found.append(self.host[node_id])
        return found

    def ahead(self, roots: Iterable[str]) -> set[str]:
        """The roots and everything that lines lead to from them."""
        return _closure(roots, self.after)

    def behind(self, roots: Iterable[str], without: str | None = None) -> set[str]:
        """The roots and everything from which lines lead to them, on paths that do not visit ``without``."""
        return _closure(roots, lambda n: () if n == without else [b for b in self.before(n) if b != without])


def _closure(roots: Iterable[str], step: Callable[[str], Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        node_id = waiting.pop()
        if node_id not in found:
            found.add(node_id)
            waiting.extend(step(node_id))
    return found


@dataclass(slots=True, eq=False)
class Transition:
    """What happens at once: tokens are taken from ``pre`` and put on ``post``.

    Attributes:
        steps: the moves of the flow it stands for, in order.
        covers: bits of the nodes that work when it can happen, also of others it was found to be equal to.
        reset: it takes every token of the scope.
    """

    pre: int
    post: int
    steps: tuple[int, ...]
    covers: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class InclusiveJoin:
    """A gateway that waits for those tokens only that may still come.

    Attributes:
        inputs: its lines in.
        post: the place inside the gateway.
        step: the move of the flow it stands for.
        covers: bit of its node.
        upstream: per line in, the places from which a token can get there without passing the gateway.
        reach: all places from which a token can reach the gateway, its lines in excepted.
    """

    inputs: int
    post: int
    step: int
    covers: int
    upstream: tuple[tuple[int, int], ...]
    reach: int

    def ready(self, marking: int, spec: bool) -> bool:
        """Whether it goes on in ``marking``."""
        arrived = marking & self.inputs
        if not arrived:
            return False
        if not spec:
            return not marking & self.reach
        awaited = early = 0
        for place, behind in self.upstream:
            if place & arrived:
                early |= behind
            else:
                awaited |= behind
        return not marking & awaited & ~early & ~self.inputs


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the flow: a node does its work.

    Attributes:
        pre: the places it takes tokens from in the net as compiled.
        post: the places it puts tokens on.
        chosen: ids of the lines taken, where there was a choice.
        free: how many conditions were assumed to hold together.
        shown: False for the second half of a node's work.
    """

    node: str
    pre: int
    post: int
    chosen: tuple[str, ...] = ()
    free: int = 0
    shown: bool = True


@dataclass(slots=True, eq=False)
class Net:
    """A net with one token per place at most; where a second one would come, the flow lacks synchronisation.

    Attributes:
        labels: edge id or node id per place.
        resources: places that say what may still happen; a token left there keeps nothing from being complete.
        keep: places that reduction leaves alone.
        absorb: places where tokens meet and become one.
        twins: places that always hold a token when the key does, removed by reduction.
        dropped: places before a last step, removed by reduction because another one is filled with them.
    """

    labels: list[str] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    joins: list[InclusiveJoin] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    initial: int = 0
    resources: int = 0
    keep: int = 0
    absorb: int = 0
    spec: bool = False
    twins: dict[int, int] = field(default_factory=dict)
    dropped: int = 0

    def place(self, label: str) -> int:
        """A new place."""
        self.labels.append(label)
        return 1 << (len(self.labels) - 1)

    def steps(self, index: int) -> tuple[int, ...]:
        """The moves of a transition, or of an inclusive join (-1 for the first)."""
        return self.transitions[index].steps if index >= 0 else (self.joins[-1 - index].step,)

    def add(self, move: Move, covers: int, reset: bool = False) -> None:
        """A new transition of one move."""
        self.transitions.append(Transition(move.pre, move.post, (len(self.moves),), covers, reset))
        self.moves.append(move)


@dataclass(slots=True, eq=False)
class Scope:
    """One scope of a flow, compiled; without a net where ``reason`` says why it cannot be judged.

    Attributes:
        node_id: the sub-process; None for the process itself.
        at: the nodes that make it impossible to judge.
        bits: per node its bit in `Transition.covers`.
        working: per user task the place that is marked while somebody works on it (where a terminate end exists).
    """

    node_id: str | None
    net: Net | None
    reason: Reason | None = None
    at: tuple[str, ...] = ()
    bits: dict[str, int] = field(default_factory=dict)
    working: dict[str, int] = field(default_factory=dict)


def compile_scopes(graph: Graph, semantics: Semantics = "engine") -> list[Scope]:
    """Every scope that holds tokens, the process first."""
    parents: list[str | None] = [None]
    parents += [i for i, n in graph.nodes.items() if n.kind in ("sub_process", "event_sub_process")]
    # The children of an ad-hoc sub-process start as people please: there is no order to judge.
    return [_compile(graph, p, semantics) for p in parents if p in graph.inside and not _ad_hoc(graph.inside[p])]


def _ad_hoc(members: Sequence[NodeLike]) -> bool:
    return any(n.kind in ACTIVITIES and n.triggered for n in members) and not any(
        n.kind == "start_event" for n in members
    )


def _compile(graph: Graph, parent: str | None, semantics: Semantics) -> Scope:
    members = graph.inside[parent]
    starts = [n for n in members if n.kind == "start_event" and graph.out[n.node_id]]
    plain = tuple(n.node_id for n in starts if not n.triggered)
    if not starts:
        return Scope(parent, None, "no_start")
    if len(plain) > 1:
        return Scope(parent, None, "several_starts", plain)
    builder = _Builder(graph, members, parent is None, semantics)
    for node in members:
        lines = len(graph.into[node.node_id]) + len(graph.out[node.node_id])
        if lines > 2 and node.kind == "complex_gateway":
            return Scope(parent, None, "complex_gateway", (node.node_id,))
        if not builder.node(node):
            return Scope(parent, None, "many_branches", (node.node_id,))
    builder.start(starts)
    builder.joins()
    return Scope(parent, builder.net, None, (), builder.bits, builder.working)


class _Builder:
    def __init__(self, graph: Graph, members: Sequence[NodeLike], top: bool, semantics: Semantics) -> None:
        self.graph = graph
        self.top = top
        self.net = Net(spec=semantics == "spec")
        self.bits = {n.node_id: 1 << i for i, n in enumerate(members)}
        self.places = {e.edge_id: self.net.place(e.edge_id) for n in members for e in graph.out[n.node_id]}
        self.inner: dict[str, int] = {}
        self.inclusive: list[tuple[NodeLike, int]] = []
        self.working: dict[str, int] = {}
        self.terminates = any(n.kind == "terminate_end_event" for n in members)

    def start(self, starts: Sequence[NodeLike]) -> None:
        """One token, which one of the start events takes."""
        self.net.initial |= (place := self.net.place(starts[0].node_id))
        for node in starts:
            for post, chosen, free in self.options(node) or ():
                self.net.add(Move(node.node_id, place, post, chosen, free), self.bits[node.node_id])

    def node(self, node: NodeLike) -> bool:
        """The transitions of one node; False when there are too many."""
        node_id, kind, net = node.node_id, node.kind, self.net
        covers = self.bits[node_id]
        ins = [self.places[e.edge_id] for e in self.graph.into[node_id]]
        triggered = kind in ("start_event", "boundary_event", "event_sub_process")
        if triggered and self.options(node) is None:
            return False
        if kind in ENDS or triggered:  # no line should lead to what only an event starts
            reset = kind == "terminate_end_event" or (kind == "error_end_event" and not self.top)
            for place in ins:
                net.add(Move(node_id, place, 0), covers, reset)
            return True
        if not ins:  # nothing ever starts it
            return True
        options = self.options(node)
        if options is None:
            return False
        if kind == "parallel_gateway":
            net.add(Move(node_id, sum(ins), options[0][0]), covers)
            return True
        # A boundary event without a line out belongs to compensation, which moves no token of this scope.
        boundary = [b for b in self.graph.boundary.get(node_id, ()) if self.graph.out[b.node_id]]
        if kind == "sub_process" and not self.completes(node_id):
            options = []
            if not boundary:  # its error ends the scope around it too
                for place in ins:
                    net.add(Move(node_id, place, 0), covers, reset=not self.top)
                return True
        watched = kind == "user_task" and self.terminates
        if kind == "inclusive_gateway" and len(ins) > 1:
            place = self.enter(node_id, ())
            net.keep |= place | sum(ins)
            self.inclusive.append((node, place))
        elif boundary or watched or (len(ins) > 1 and (len(options) != 1 or not options[0][0])):
            place = self.enter(node_id, ins)
        else:
            for place in ins:
                for post, chosen, free in options:
                    net.add(Move(node_id, place, post, chosen, free), covers)
            return True
        if watched:
            self.working[node_id] = place
            net.keep |= place
        for post, chosen, free in options:
            net.add(Move(node_id, place, post, chosen, free, shown=bool(chosen)), covers)
        for event in boundary:
            once = 0
            if event.interrupting is False:
                once = net.place(event.node_id)
                net.initial |= once
                net.resources |= once
                net.keep |= once
            for post, chosen, free in self.options(event) or ():
                stays = place if once else 0
                net.add(Move(event.node_id, place | once, post | stays, chosen, free), self.bits[event.node_id])
        return True

    def enter(self, node_id: str, ins: Iterable[int]) -> int:
        """A place inside the node that each of ``ins`` leads to."""
        self.inner[node_id] = place = self.net.place(node_id)
        for arriving in ins:
            self.net.add(Move(node_id, arriving, place), self.bits[node_id])
        return place

    def completes(self, node_id: str) -> bool:
        """Whether a sub-process can end in any other way than by an error."""
        ends = [n for n in self.graph.inside.get(node_id, ()) if not self.graph.out[n.node_id]]
        return not ends or any(n.kind != "error_end_event" for n in ends)

    def options(self, node: NodeLike) -> list[tuple[int, tuple[str, ...], int]] | None:
        """The ways on from a node: places, the lines where there was a choice, and conditions held together."""
        out = self.graph.out[node.node_id]
        places = self.places
        if len(out) < 2 or node.kind in ("parallel_gateway", "complex_gateway"):
            return [(sum(places[e.edge_id] for e in out), (), 0)]
        if node.kind in ("exclusive_gateway", "event_gateway"):
            return [(places[e.edge_id], (e.edge_id,), 0) for e in out]
        always = [e for e in out if not e.is_default and not (e.condition or "").strip()]
        maybe = [e for e in out if not e.is_default and (e.condition or "").strip()]
        if not maybe:
            # Nothing to decide: every line is taken, the default (of which there is no need) is not.
            taken = always or out
            return [(sum(places[e.edge_id] for e in taken), (), 0)]
        if len(maybe) > MAX_CONDITIONS:
            return None
        base = sum(places[e.edge_id] for e in always)
        otherwise = sum(places[e.edge_id] for e in out if e.is_default)
        found: list[tuple[int, tuple[str, ...], int]] = []
        if base:
            found.append((base, tuple(e.edge_id for e in always), 0))
        elif otherwise:
            found.append((otherwise, tuple(e.edge_id for e in out if e.is_default), 0))
        clash = {
            (a.edge_id, b.edge_id) for a, b in combinations(maybe, 2) if exclude(a.condition or "", b.condition or "")
        }
        for size in range(1, len(maybe) + 1):
            for some in combinations(maybe, size):
                ids = tuple(e.edge_id for e in some)
                if clash and any(pair in clash for pair in combinations(ids, 2)):
                    continue
                post = base + sum(places[i] for i in ids)
                found.append((post, tuple(e.edge_id for e in always) + ids, size - 1 + bool(base)))
        return found

    def joins(self) -> None:
        """Inclusive joins, now that every place is known."""
        graph, net = self.graph, self.net
        for node, inside in self.inclusive:
            node_id = node.node_id
            lines = graph.into[node_id]
            inputs = sum(self.places[e.edge_id] for e in lines)
            upstream = []
            for edge in lines:
                behind = graph.behind([str(edge.source_id)], without=node_id) - {node_id}
                upstream.append((self.places[edge.edge_id], self._on(behind, inputs)))
            reach = self._on(graph.behind(graph.before(node_id)), inputs)
            step = len(net.moves)
            net.moves.append(Move(node_id, inputs, inside))
            net.joins.append(InclusiveJoin(inputs, inside, step, self.bits[node_id], tuple(upstream), reach))
            if not net.spec:
                net.absorb |= inputs

    def _on(self, nodes: set[str], inputs: int) -> int:
        """Places of tokens that are at, or on a line into, one of ``nodes``."""
        graph = self.graph
        found = sum(self.places[e.edge_id] for n in nodes for e in graph.into[n])
        found += sum(self.inner[n] for n in nodes if n in self.inner)
        return found & ~inputs
