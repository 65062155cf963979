"""From nets to what a person is told: defects with the shortest way to them, in the flow's own names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from healthcheck.soundness.conditions import exclude
from healthcheck.soundness.net import (
    ACTIVITIES,
    EdgeLike,
    Graph,
    Net,
    NodeLike,
    Reason,
    Scope,
    Semantics,
    compile_scopes,
)
from healthcheck.soundness.reduce import free_choice_sound, reduce
from healthcheck.soundness.search import Space, Ways, explore

Kind = Literal[
    "deadlock",
    "mutual_inclusive_joins",
    "lack_of_synchronisation",
    "livelock",
    "dead_activity",
    "terminate_kills_parallel_approval",
]
Verdict = Literal["sound", "defects", "undecided"]
Confidence = Literal["certain", "likely", "possible"]

#: Markings looked at before the search is given up; some 100 MB and half a second.
BOUND = 50_000
#: Markings of the net as drawn looked at to tell a second token where it first comes.
NEAR = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a counterexample: a node, and the lines taken where it had a choice."""

    node_id: str
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong with how tokens move.

    Attributes:
        kind: what it is.
        node_id: where it shows: the join that waits, the node that is started twice, the step that never comes.
        path: the shortest way there.
        arrived: lines into a join that a token came by.
        missing: lines into a join that no token will come by.
        nodes: further nodes: the joins that wait for each other, the loop, the approvals killed, what is done twice.
        sources: the two nodes from which the same node is started twice.
        split: where the two parted.
        confidence: `possible` where it rests on conditions that may be tied to each other.
    """

    kind: Kind
    node_id: str
    path: tuple[Step, ...] = ()
    arrived: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    split: str | None = None
    confidence: Confidence = "certain"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A scope that could not be judged, why, and the nodes that make it so (none: the scope as a whole)."""

    scope: str | None
    reason: Reason
    at: tuple[str, ...] = ()


@dataclass(slots=True)
class Analysis:
    """The verdict on one flow. It is `sound` only where every scope was proved to be.

    Attributes:
        states: markings visited, over all scopes.
    """

    graph: Graph
    verdict: Verdict = "sound"
    defects: list[Defect] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    states: int = 0

    def label(self, node_id: str) -> str:
        """A node as people know it."""
        return self.graph.nodes[node_id].name or node_id

    def branch(self, edge_id: str) -> str:
        """A line as people know it: its name, its condition, or where it leads."""
        edge = self.graph.edges[edge_id]
        condition = " ".join((edge.condition or "").split())
        return edge.name or (condition if len(condition) <= 40 else "") or self.label(str(edge.target_id))

    def line(self, edge_id: str) -> str:
        """A line as seen from where it leads: the node it comes from, with its own name."""
        edge = self.graph.edges[edge_id]
        return self.label(str(edge.source_id)) + (f" [{edge.name}]" if edge.name else "")

    def path(self, steps: Sequence[Step]) -> str:
        """A counterexample on one line: `start → amount [> 5000] → boss`."""
        return " → ".join(
            self.label(s.node_id) + (f" [{', '.join(map(self.branch, s.chosen))}]" if s.chosen else "") for s in steps
        )


def analyse(
    nodes: Iterable[NodeLike],
    edges: Iterable[EdgeLike],
    semantics: Semantics = "engine",
    bound: int = BOUND,
    reduced: bool = True,
) -> Analysis:
    """Judge one BPMN flow.

    Args:
        nodes: its `flow_node` facts.
        edges: its `flow_edge` facts.
        semantics: how an inclusive join waits: as `engine`\\ s do it, or as the `spec` says.
        bound: most markings visited per scope.
        reduced: False searches the net as compiled; for tests.
    """
    graph = Graph(nodes, edges)
    found = Analysis(graph)
    for scope in compile_scopes(graph, semantics):
        _judge(found, scope, bound, reduced)
    found.defects.sort(key=lambda d: (d.kind, d.node_id))
    if found.defects:
        found.verdict = "defects"
    elif found.undecided:
        found.verdict = "undecided"
    return found


def _judge(found: Analysis, scope: Scope, bound: int, reduced: bool) -> None:
    if scope.net is None:
        assert scope.reason is not None
        found.undecided.append(Undecided(scope.node_id, scope.reason, scope.at))
        found.defects.extend(_closed_loops(found.graph, scope))
        return
    net = reduce(scope.net) if reduced else scope.net
    space = explore(net, bound)
    found.states += space.states
    if not space.complete and not space.clashes and not space.stuck:
        if free_choice_sound(net):
            return
    if not space.complete:
        found.undecided.append(Undecided(scope.node_id, "too_large"))
    if space.complete and not (space.clashes or space.stuck or space.endless or space.kills):
        found.defects.extend(_dead(found.graph, scope, space))
        return
    ways = Ways(net, bound)
    telling = _Telling(found.graph, scope, scope.net, net, space, ways)
    found.defects.extend(telling.clashes())
    found.defects.extend(telling.stuck())
    found.defects.extend(telling.kills())
    found.defects.extend(telling.endless())
    if space.complete and not space.clashes and not space.stuck:
        found.defects.extend(_dead(found.graph, scope, space))


@dataclass(slots=True)
class _Event:
    step: int
    past: frozenset[int]


class _Telling:
    """Turns markings into defects."""

    def __init__(self, graph: Graph, scope: Scope, net: Net, reduced: Net, space: Space, ways: Ways) -> None:
        self.graph = graph
        self.scope = scope
        self.net = net
        self.reduced = reduced
        self.space = space
        self.ways = ways
        #: An event on the scope may end it whatever state it is in.
        self.interruptible = _interruptible(graph, scope.node_id)

    # ---- two tokens -------------------------------------------------------------------------------------------

    def clashes(self) -> Iterator[Defect]:
        """One defect per node that is started twice, those left out that only come after another."""
        told: list[str] = []
        net, clashes, ways = self.reduced, self.space.clashes, self.ways
        if clashes:
            # In the net as drawn two tokens meet sooner: right where the lines do.
            near = explore(self.net, NEAR)
            if near.clashes:
                net, clashes, ways = self.net, near.clashes, Ways(self.net, NEAR)
        reached = [(ways.cost[c[0]] + len(net.steps(c[1])), c) for c in clashes if c[0] in ways.cost]
        for _, clash in sorted(reached)[:200]:
            defect = self._clash(ways.to(clash[0]), net.steps(clash[1]))
            if not any(defect.node_id in self.graph.ahead([t]) for t in told):
                told.append(defect.node_id)
                yield defect

    def _clash(self, before: list[int], last: Sequence[int]) -> Defect:
        moves = self.net.moves
        events, owner = self._replay(before)
        first = second = -1
        alone = ~(self.net.absorb | self.reduced.dropped)
        for step in last:
            earlier = [o for p, o in owner.items() if p & moves[step].post & ~moves[step].pre & alone]
            self._fire(step, events, owner)
            if earlier:
                first, second = earlier[0], len(events) - 1
                break
        if first < 0:
            first = second = len(events) - 1
        one, two = events[first].past, events[second].past
        mine = {moves[events[e].step].node: e for e in sorted(one - two, reverse=True)}
        merge, met = second, second
        for e in sorted(two - one):
            node = moves[events[e].step].node
            if node in mine:
                merge, met = e, mine[node]
                break
        node_id = moves[events[merge].step].node
        sources = {self._source(events, merge), self._source(events, met)} - {None, node_id}
        shared = one & two
        path = self._path([events[e].step for e in sorted(one | two)])
        split = moves[events[max(shared)].step].node if shared else None
        repeated = nearest_activities(self.graph, node_id)
        people = any(self.graph.nodes[r].kind == "user_task" for r in repeated)
        doubt: Confidence = self._doubt(one | two, events) or ("likely" if people else "possible")
        return Defect(
            "lack_of_synchronisation",
            node_id,
            path,
            nodes=repeated,
            sources=tuple(sorted(s for s in sources if s)),
            split=split,
            confidence=doubt,
        )

    def _replay(self, steps: Iterable[int]) -> tuple[list[_Event], dict[int, int]]:
        """What happened, each with all that it needed, and which of it put the token on every marked place."""
        events: list[_Event] = []
        owner: dict[int, int] = {}
        for step in steps:
            self._fire(step, events, owner)
        return events, owner

    def _fire(self, step: int, events: list[_Event], owner: dict[int, int]) -> None:
        move, number = self.net.moves[step], len(events)
        parents = [owner.pop(p) for p in list(owner) if p & move.pre]
        events.append(_Event(step, frozenset({number}.union(*(events[p].past for p in parents)))))
        owner.update({1 << i: number for i in range(len(self.net.labels)) if move.post >> i & 1})

    def _source(self, events: list[_Event], event: int) -> str | None:
        """The node that worked right before ``event``."""
        before = events[event].past - {event}
        node = self.net.moves[events[event].step].node
        for e in sorted(before, reverse=True):
            if self.net.moves[events[e].step].node != node:
                return self.net.moves[events[e].step].node
        return None

    # ---- waiting for ever -------------------------------------------------------------------------------------

    def stuck(self) -> Iterator[Defect]:
        """One defect per join that waits, those left out that wait for another that waits."""
        best: dict[str, Defect] = {}
        for marking in sorted(self.space.stuck, key=lambda m: (self.ways.cost.get(m, 1 << 60), m))[:500]:
            if marking not in self.ways.cost:
                continue
            for defect in self._waiting(marking):
                best.setdefault(defect.node_id, defect)
        yield from best.values()

    def _waiting(self, marking: int) -> Iterator[Defect]:
        graph = self.graph
        held = marking
        for place, twins in self.reduced.twins.items():
            if place & marking:
                held |= twins
        arrived: dict[str, list[str]] = {}
        for index, label in enumerate(self.net.labels):
            if held >> index & 1 and not (1 << index) & self.net.resources and label in graph.edges:
                arrived.setdefault(str(graph.edges[label].target_id), []).append(label)
        missing = {j: [e.edge_id for e in graph.into[j] if e.edge_id not in arrived[j]] for j in arrived}
        # An engine lets an inclusive join wait for whatever can come to it, by whichever line.
        awaited = {
            j: [e.edge_id for e in graph.into[j]]
            if graph.nodes[j].kind == "inclusive_gateway" and not self.net.spec
            else missing[j]
            for j in arrived
        }
        feeding = {j: graph.behind([str(graph.edges[e].source_id) for e in awaited[j]], without=j) for j in arrived}
        blocked = {j: [k for k in arrived if k != j and k in feeding[j]] for j in arrived}
        roots = [j for j in arrived if not blocked[j]]
        steps = self.ways.to(marking)
        path = self._path(steps)
        doubt: Confidence = self._doubt_of(steps) or ("possible" if self.interruptible else "certain")
        inclusive = sorted(j for j in arrived if graph.nodes[j].kind == "inclusive_gateway")
        if not roots and len(inclusive) > 1 and len(inclusive) == len(arrived):
            first = inclusive[0]
            yield Defect(
                "mutual_inclusive_joins",
                first,
                path,
                tuple(sorted(arrived[first])),
                tuple(missing[first]),
                nodes=tuple(inclusive),
                confidence=doubt,
            )
            return
        if not roots and arrived:
            # All wait for each other by a loop around them: the one that the others feed from farthest away began it.
            apart = {j: min(self._distance(k, j) for k in blocked[j]) for j in arrived}
            roots = [max(sorted(arrived), key=apart.__getitem__)]
        for join in sorted(roots):
            confidence: Confidence = "likely" if join in inclusive and doubt == "certain" else doubt
            yield Defect(
                "deadlock", join, path, tuple(sorted(arrived[join])), tuple(missing[join]), confidence=confidence
            )

    def _distance(self, source: str, target: str) -> int:
        """How many lines lie between two nodes."""
        seen, level, distance = {source}, [source], 0
        while level and target not in seen:
            level = [n for here in level for n in self.graph.after(here) if n not in seen]
            seen.update(level)
            distance += 1
        return distance

    # ---- ends that take everything -----------------------------------------------------------------------------

    def kills(self) -> Iterator[Defect]:
        """One defect per terminate end that a branch runs into without a decision while approvals are at work."""
        told: dict[str, Defect] = {}
        kills = [k for k in self.space.kills if k[0] in self.ways.cost]
        for marking, index in sorted(kills, key=lambda k: (self.ways.cost[k[0]], k)):
            end = self.net.moves[self.reduced.transitions[index].steps[-1]].node
            if end in told or self.graph.nodes[end].kind != "terminate_end_event":
                continue
            killed = [t for t, place in self.scope.working.items() if place & marking and self._goes_on(t)]
            if killed and self._by_accident(end):
                events, _ = self._replay([*self.ways.to(marking), *self.reduced.transitions[index].steps])
                told[end] = Defect(
                    "terminate_kills_parallel_approval",
                    end,
                    self._path([events[e].step for e in sorted(events[-1].past)[:-1]]),
                    nodes=tuple(sorted(killed)),
                    confidence="likely",
                )
        yield from told.values()

    def _goes_on(self, task: str) -> bool:
        """Whether an approval may lead to anything but a terminate end: else the first one through is meant to win."""
        ahead = self.graph.ahead([task])
        return any(not self.graph.after(n) and self.graph.nodes[n].kind != "terminate_end_event" for n in ahead) or any(
            self.graph.nodes[n].kind == "parallel_gateway" and len(self.graph.into[n]) > 1 for n in ahead
        )

    def _by_accident(self, end: str) -> bool:
        """Whether a parallel branch comes to the end without any decision on its way (a veto is a decision)."""
        waiting, seen = [end], {end}
        while waiting:
            for source in self.graph.before(waiting.pop()):
                node = self.graph.nodes[source]
                out = self.graph.out[source]
                if source in seen or node.kind == "boundary_event":
                    continue
                seen.add(source)
                if len(out) > 1:
                    decides = node.kind in (
                        "exclusive_gateway",
                        "event_gateway",
                        "inclusive_gateway",
                        "complex_gateway",
                    )
                    if not decides and (node.kind == "parallel_gateway" or not any(e.condition for e in out)):
                        return True
                    continue
                waiting.append(source)
        return False

    # ---- going round for ever ---------------------------------------------------------------------------------

    def endless(self) -> Iterator[Defect]:
        """One defect per loop without a way out."""
        if self.interruptible or not self.space.endless:
            return
        inside = {m for m in self.space.endless if m in self.ways.cost}
        if not inside:
            return
        entries = [
            (self.ways.cost[m], m, t)
            for m in sorted(inside)[:1000]
            for t in self.reduced.transitions
            if m & t.pre == t.pre
        ]
        entries.sort(key=lambda e: e[:2])
        covers = 0
        for _, _, transition in entries:
            covers |= transition.covers
        working = {n for n, bit in self.scope.bits.items() if bit & covers}
        loops = [set(d.nodes) for d in _closed_loops(self.graph, self.scope) if working & set(d.nodes)]
        for loop in loops or [{n for n in working if n in self.graph.ahead(self.graph.after(n))}]:
            way = next(
                (
                    [*self.ways.to(m), *t.steps]
                    for _, m, t in entries
                    if t.covers & sum(self.scope.bits[n] for n in loop)
                ),
                None,
            )
            if way is None:
                continue
            into = next((i for i, step in enumerate(way) if self.net.moves[step].node in loop), len(way)) + 1
            yield Defect(
                "livelock",
                min(loop),
                self._path(way[:into]),
                nodes=tuple(sorted(loop)),
                confidence=self._doubt_of(way[:into]) or "certain",
            )

    # ---- ways ---------------------------------------------------------------------------------------------------

    def _path(self, steps: Iterable[int]) -> tuple[Step, ...]:
        found: list[Step] = []
        for step in steps:
            move = self.net.moves[step]
            if found and found[-1].node_id == move.node:
                found[-1] = Step(move.node, found[-1].chosen or move.chosen)
            elif move.shown:
                found.append(Step(move.node, move.chosen))
        return tuple(found)

    def _doubt(self, past: Iterable[int], events: list[_Event]) -> Confidence | None:
        return self._doubt_of([events[e].step for e in sorted(past)])

    def _doubt_of(self, steps: Iterable[int]) -> Confidence | None:
        """`possible` where the way needs conditions that may not hold together."""
        taken: list[tuple[str, bool]] = []
        for step in steps:
            move = self.net.moves[step]
            if move.free:
                return "possible"
            for edge_id in move.chosen:
                edge = self.graph.edges[edge_id]
                if (edge.condition or "").strip():
                    taken.append((_tidy(edge.condition), True))
                else:
                    others = self.graph.out[str(edge.source_id)]
                    taken.extend((_tidy(o.condition), False) for o in others if (o.condition or "").strip())
        for i, (text, holds) in enumerate(taken):
            for other, also in taken[i + 1 :]:
                if (text == other and holds != also) or (holds and also and exclude(text, other)):
                    return "possible"
        return None


def _tidy(condition: str | None) -> str:
    return "".join((condition or "").split())


def _interruptible(graph: Graph, scope: str | None) -> bool:
    """Whether an event on or around a scope may end it."""
    seen: set[str | None] = set()
    while scope not in seen:
        seen.add(scope)
        if any(n.kind == "event_sub_process" for n in graph.inside.get(scope, ())):
            return True
        if scope is None or scope not in graph.nodes:
            return False
        if graph.nodes[scope].kind == "event_sub_process" or graph.boundary.get(scope):
            return True
        scope = graph.nodes[scope].parent_id
    return False


def nearest_activities(graph: Graph, node_id: str) -> tuple[str, ...]:
    """The next activities at or behind a node."""
    found: list[str] = []
    seen, level = {node_id}, [node_id]
    while level:
        following = []
        for here in level:
            if graph.nodes[here].kind in ACTIVITIES:
                found.append(here)
                continue
            for there in graph.after(here):
                if there not in seen:
                    seen.add(there)
                    following.append(there)
        level = following
    return tuple(found)


def _entered(graph: Graph, scope: Scope) -> set[str]:
    return graph.ahead(n.node_id for n in graph.inside[scope.node_id] if n.kind == "start_event")


def _closed_loops(graph: Graph, scope: Scope) -> Iterator[Defect]:
    """Loops that lines lead into and none lead out of."""
    if _interruptible(graph, scope.node_id):
        return
    entered = _entered(graph, scope)
    leaving = graph.behind(n for n in entered if not graph.after(n))
    told: set[str] = set()
    for node_id in sorted(entered - leaving):
        ahead = graph.ahead([node_id])
        if node_id not in told and all(node_id in graph.ahead([other]) for other in ahead):
            told |= ahead
            yield Defect("livelock", min(ahead), nodes=tuple(sorted(ahead)), confidence="likely")


def _dead(graph: Graph, scope: Scope, space: Space) -> Iterator[Defect]:
    """Activities that lines lead to and no run ever gets to."""
    entered = _entered(graph, scope)
    dead = {
        n
        for n, bit in scope.bits.items()
        if n in entered and not bit & space.live and graph.nodes[n].kind in ACTIVITIES
    }
    for node_id in sorted(dead):
        behind = graph.behind(graph.before(node_id)) & dead - {node_id}
        if not behind or (
            node_id == min(behind | {node_id}) and all(node_id in graph.behind(graph.before(b)) for b in behind)
        ):
            yield Defect("dead_activity", node_id)
