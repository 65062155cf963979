"""The soundness engine: small flows by hand, random ones against the unreduced search and an independent checker.

By default the random tests take a few seconds together. `HEALTHCHECK_LONG=1` compares reduced and unreduced search on 10,000
nets and 10,000 flows; `HEALTHCHECK_EXAMPLES=10000` runs every random test that often.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness import Analysis, Semantics, analyse
from healthcheck.soundness.conditions import exclude
from healthcheck.soundness.net import Graph, Net, Transition, compile_scopes
from healthcheck.soundness.reduce import free_choice_sound, reduce
from healthcheck.soundness.search import explore
from tests.servers import SHARED

EXAMPLES = int(os.environ.get("HEALTHCHECK_EXAMPLES") or 300)
#: Blocks make flows of up to fifty nodes, several of them per example.
BLOCKS = settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck), database=None)
#: Reduced against unreduced search.
REDUCED = settings(
    max_examples=max(EXAMPLES, 10_000 if os.environ.get("HEALTHCHECK_LONG") else 0),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
RANDOM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)

KINDS = {
    "start": "start_event",
    "end": "end_event",
    "stop": "terminate_end_event",
    "err": "error_end_event",
    "user": "user_task",
    "svc": "service_task",
    "xor": "exclusive_gateway",
    "and": "parallel_gateway",
    "or": "inclusive_gateway",
    "event": "event_gateway",
    "complex": "complex_gateway",
    "on": "boundary_event",
    "sub": "sub_process",
    "esub": "event_sub_process",
}


@dataclass(frozen=True)
class Node:
    """A node of a flow under test."""

    node_id: str
    kind: str
    name: str | None = None
    parent_id: str | None = None
    attached_to: str | None = None
    triggered: bool = False
    interrupting: bool = True


@dataclass(frozen=True)
class Edge:
    """A line of a flow under test."""

    edge_id: str
    source_id: str
    target_id: str
    condition: str | None = None
    is_default: bool = False
    name: str | None = None


Flow = tuple[list[Node], list[Edge]]


def flow(nodes: str, edges: str) -> Flow:
    """`"a user; t on a !"` (a timer on a that does not interrupt; `b user in p`) and `"a>b x<1; b>c default"`."""
    made = []
    for text in nodes.split(";"):
        node_id, kind, *rest = text.split()
        node = Node(node_id, KINDS[kind])
        if kind == "on":
            node = replace(node, attached_to=rest[0], triggered=True, interrupting="!" not in rest)
        if "in" in rest:
            node = replace(node, parent_id=rest[rest.index("in") + 1])
        if "triggered" in rest:
            node = replace(node, triggered=True)
        made.append(node)
    lines = []
    for number, text in enumerate(edges.split(";"), 1):
        ends, _, condition = text.strip().partition(" ")
        source, target = ends.split(">")
        default = condition == "default"
        lines.append(Edge(f"e{number}", source, target, None if default or not condition else condition, default))
    return made, lines


def found(flow: Flow, semantics: Semantics = "engine") -> list[tuple[str, str]]:
    """Kind and place of every defect."""
    return [(d.kind, d.node_id) for d in analyse(*flow, semantics).defects]


SOUND: dict[str, tuple[str, str]] = {
    "sequence": ("s start; a user; e end", "s>a; a>e"),
    "parallel block": ("s start; f and; a user; b user; j and; e end", "s>f; f>a; f>b; a>j; b>j; j>e"),
    "branches that end apart": ("s start; f and; a user; b user; e end; g end", "s>f; f>a; f>b; a>e; b>g"),
    "implicit split joined": ("s start; a user; b user; c user; j and; e end", "s>a; a>b; a>c; b>j; c>j; j>e"),
    "exclusive conditions are no split": (
        "s start; a user; b user; c user; d user; e end",
        "s>a; a>b ${ok}; a>c ${!ok}; b>d; c>d; d>e",
    ),
    "rejection loop": ("s start; a user; b user; x xor; e end", "s>a; a>b; b>x; x>a; x>e"),
    "loop inside a parallel branch": (
        "s start; f and; a user; x xor; b user; j and; e end",
        "s>f; f>a; f>b; a>x; x>a; x>j; b>j; j>e",
    ),
    "inclusive block": ("s start; f or; a user; b user; j or; e end", "s>f; f>a x; f>b y; a>j; b>j; j>e"),
    "exclusive split, inclusive join": ("s start; f xor; a user; b user; j or; e end", "s>f; f>a; f>b; a>j; b>j; j>e"),
    "event gateway": ("s start; f event; a user; b user; e end", "s>f; f>a; f>b; a>e; b>e"),
    "interrupting timer": ("s start; a user; t on a; b user; e end", "s>a; t>b; a>e; b>e"),
    "reminder in a loop": ("s start; a user; t on a !; r svc; x xor; e end; g end", "s>a; a>x; x>a; x>e; t>r; r>g"),
    "sub-process": ("s start; p sub; i start in p; a user in p; o end in p; e end", "s>p; p>e; i>a; a>o"),
    "error end takes the other branch along": (
        "s start; p sub; t on p; i start in p; f and in p; a user in p; x xor in p; b user in p; j and in p; o end in p;"
        "w err in p; e end; g end",
        "s>p; p>e; t>g; i>f; f>a; f>b; a>x; x>w; x>j; b>j; j>o",
    ),
    "veto": (
        "s start; f and; a user; x xor; b user; j and; w stop; e end",
        "s>f; f>a; f>b; a>x; x>w; x>j; b>j; j>e",
    ),
    "several events may start it": ("s start; m start triggered; a user; e end", "s>a; m>a; a>e"),
    "compensation hangs on an event without a line": (
        "s start; a user; t on a; u svc; f and; b user; j and; e end",
        "s>f; f>a; f>b; a>j; b>j; j>e",
    ),
}


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("semantics", ["engine", "spec"])
def test_sound(name: str, semantics: Semantics) -> None:
    """What works is proved to work."""
    verdict = analyse(*flow(*SOUND[name]), semantics)
    assert (verdict.verdict, verdict.defects, verdict.undecided) == ("sound", [], [])


DEFECTS: dict[str, tuple[tuple[str, str], list[tuple[str, str]]]] = {
    "exclusive split, parallel join": (
        ("s start; x xor; a user; b user; j and; e end", "s>x; x>a; x>b; a>j; b>j; j>e"),
        [("deadlock", "j")],
    ),
    "join that needs what comes behind it": (
        ("s start; j and; a user; x xor; e end", "s>j; j>a; a>x; x>j; x>e"),
        [("deadlock", "j")],
    ),
    "only the first of two joins is told": (
        (
            "s start; x xor; a user; b user; j and; f and; c user; k and; e end",
            "s>f; f>x; f>c; x>a; x>b; a>j; b>j; j>k; c>k; k>e",
        ),
        [("deadlock", "j")],
    ),
    "reminder joined": (
        ("s start; a user; t on a !; j and; e end", "s>a; a>j; t>j; j>e"),
        [("deadlock", "j")],
    ),
    "parallel split, exclusive join": (
        ("s start; f and; a user; b user; m xor; c user; e end", "s>f; f>a; f>b; a>m; b>m; m>c; c>e"),
        [("lack_of_synchronisation", "m")],
    ),
    "merge on an activity": (
        ("s start; f and; a user; b user; c user; e end", "s>f; f>a; f>b; a>c; b>c; c>e"),
        [("lack_of_synchronisation", "c")],
    ),
    "merge on a last activity": (
        ("s start; f and; a user; b user; c user", "s>f; f>a; f>b; a>c; b>c"),
        [("lack_of_synchronisation", "c")],
    ),
    "only the first of two merges is told": (
        (
            "s start; f and; a user; b user; m xor; c user; n xor; d user; e end",
            "s>f; f>a; f>b; a>m; b>m; m>c; c>n; n>d; d>e; d>n x",
        ),
        [("lack_of_synchronisation", "m")],
    ),
    "conditions that may hold together": (
        ("s start; a user; b user; c user; d user; e end", "s>a; a>b ${big}; a>c ${urgent}; b>d; c>d; d>e"),
        [("lack_of_synchronisation", "d")],
    ),
    "loop without a way out": (
        ("s start; a user; b user; x xor; e end", "s>a; a>b; b>x; x>a; x>b"),
        [("livelock", "a")],
    ),
    "polling beside the rest": (
        ("s start; f and; a user; p svc; e end", "s>f; f>a; f>p; p>p; a>e"),
        [("livelock", "p")],
    ),
    "step behind a sub-process that only fails": (
        ("s start; p sub; i start in p; w err in p; t on p; a user; b user; e end", "s>p; p>a; a>e; t>b; b>e; i>w"),
        [("dead_activity", "a")],
    ),
    "terminate end on a branch": (
        ("s start; f and; a user; b user; w stop; e end", "s>f; f>a; f>b; a>w; b>e"),
        [("terminate_kills_parallel_approval", "w")],
    ),
    "defect inside a sub-process": (
        ("s start; p sub; i start in p; x xor in p; j and in p; o end in p; e end", "s>p; p>e; i>x; x>j; x>j; j>o"),
        [("deadlock", "j")],
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
@pytest.mark.parametrize("semantics", ["engine", "spec"])
def test_defects(name: str, semantics: Semantics) -> None:
    """The complete list of what is wrong, each told once and at its cause."""
    made, expected = DEFECTS[name]
    assert found(flow(*made), semantics) == expected


def test_mutual_inclusive_joins_depend_on_the_engine() -> None:
    """Flowable and Camunda let both wait; the specification does not wait for what comes by a line that has come."""
    made = flow(
        "s start; f or; m xor; n xor; p or; q or; a user; b user; x xor; y xor; e end",
        "s>f; f>m; f>n; f>p c; f>q d; m>p; n>q; p>a; q>b; a>x; b>y; x>n; x>e; y>m; y>e",
    )
    assert found(made, "engine") == [("mutual_inclusive_joins", "p")]
    assert ("mutual_inclusive_joins", "p") not in found(made, "spec")


def test_counterexample_of_a_deadlock() -> None:
    """The way there, the branch taken, what came and what is waited for, in the flow's own names."""
    nodes, edges = flow("s start; x xor; a user; b user; j and; e end", "s>x; x>a; x>b; a>j; b>j; j>e")
    named = {"x": "金额", "a": "主管", "b": "总监"}
    nodes = [replace(n, name=named.get(n.node_id)) for n in nodes]
    edges = [replace(e, name="5000 以下") if e.edge_id == "e2" else e for e in edges]
    verdict = analyse(nodes, edges)
    defect = verdict.defects[0]
    assert verdict.path(defect.path) == "s → 金额 [5000 以下] → 主管"
    assert ([*map(verdict.line, defect.arrived)], [*map(verdict.line, defect.missing)]) == (["主管"], ["总监"])


def test_counterexample_is_the_shortest() -> None:
    """A detour is never told."""
    made = flow(
        "s start; x xor; a user; b user; c user; d user; y xor; z xor; j and; e end",
        "s>x; x>a; a>b; b>c; c>y; x>y; y>d; d>z; y>j; z>j; z>e; j>e",
    )
    verdict = analyse(*made)
    assert [d.kind for d in verdict.defects] == ["deadlock"]
    assert verdict.path(verdict.defects[0].path) == "s → x [y] → y [j]"


def test_counterexample_of_a_second_token() -> None:
    """Where the two came from and where they parted."""
    verdict = analyse(*flow("s start; f and; a user; b user; c user; e end", "s>f; f>a; f>b; a>c; b>c; c>e"))
    defect = verdict.defects[0]
    assert (defect.sources, defect.split, defect.nodes, defect.confidence) == (("a", "b"), "f", ("c",), "likely")


def test_a_way_that_contradicts_itself_is_only_possible() -> None:
    """The same condition is assumed to hold at one gateway and not at another."""
    made = "s start; f and; x xor; y xor; b user; j and; e end; g end", "s>f; f>x; f>y; x>j big; x>g default; "
    for other, confidence in (("big", "possible"), ("urgent", "certain")):
        verdict = analyse(*flow(made[0], f"{made[1]} y>j {other}; y>b default; b>e; j>e"))
        assert {d.confidence for d in verdict.defects} == {confidence}
    mixed = flow(
        "s start; x xor; a user; b user; f and; y xor; c user; j and; e end",
        "s>x; x>a amount>5; x>b default; a>f; b>e; f>y; f>j; y>j amount>5; y>c default; c>e; j>e",
    )
    assert [(d.kind, d.confidence) for d in analyse(*mixed).defects] == [("deadlock", "possible")]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (("s start; f and; a user; b user; j complex; e end", "s>f; f>a; f>b; a>j; b>j; j>e"), "complex_gateway"),
        (("s start; t start; a user; e end", "s>a; t>a; a>e"), "several_starts"),
        (("a user; e end", "a>e"), "no_start"),
        (("s start; a user; e end", "s>a; " + "; ".join(f"a>e c{i}" for i in range(9))), "many_branches"),
    ],
)
def test_undecided(made: tuple[str, str], reason: str) -> None:
    """What cannot be judged is never called sound."""
    verdict = analyse(*flow(*made))
    assert (verdict.verdict, [u.reason for u in verdict.undecided]) == ("undecided", [reason])


def wide(branches: int) -> Flow:
    """Parallel approvals beside a veto, each of which stays a state of its own."""
    nodes, edges = ["s start; f and; j and; x xor; w stop; e end"], ["s>f; x>w; x>j; j>e"]
    for i in range(branches):
        nodes.append(f"a{i} user")
        edges.append(f"f>a{i}; a{i}>{'j' if i else 'x'}")
    return flow("; ".join(nodes), "; ".join(edges))


def test_too_large_is_undecided_and_bounded() -> None:
    """The bound is kept, and what lies beyond is not called sound."""
    verdict = analyse(*wide(12), bound=500)
    assert (verdict.verdict, [u.reason for u in verdict.undecided]) == ("undecided", ["too_large"])
    assert verdict.states < 600
    assert analyse(*wide(3)).verdict == "sound"


def test_many_reminders_cost_nothing() -> None:
    """What an event sets off beside the step, to an end of its own, is no state to search."""
    nodes, edges = ["s start; f and; j and; e end"], ["s>f; j>e"]
    for i in range(20):
        nodes.append(f"a{i} user; t{i} on a{i} !; r{i} svc; o{i} end")
        edges.append(f"f>a{i}; a{i}>j; t{i}>r{i}; r{i}>o{i}")
    verdict = analyse(*flow("; ".join(nodes), "; ".join(edges)))
    assert verdict.verdict == "sound"
    assert verdict.states < 10


def test_free_choice_is_proved_without_states() -> None:
    """Where the search gives up, a free-choice net is still decided."""
    made = flow("s start; f and; a user; b user; j and; e end", "s>f; f>a; f>b; a>j; b>j; j>e")
    assert analyse(*made, bound=0, reduced=False).verdict == "sound"
    bad = flow("s start; x xor; a user; b user; j and; e end", "s>x; x>a; x>b; a>j; b>j; j>e")
    assert analyse(*bad, bound=0, reduced=False).verdict == "undecided"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("${approved}", "${!approved}", True),
        ("${approved == true}", "${approved == false}", True),
        ("${approved}", "${approved == false}", True),
        ("${amount > 5000}", "${amount <= 5000}", True),
        ("${amount >= 5000}", "${amount <= 5000}", False),
        ("${5000 < amount}", "${amount lt 5000}", True),
        ("${r == 'a'}", '${r == "b"}', True),
        ("${r == 'a'}", "${r != 'a'}", True),
        ("${r eq 'a'}", "${r ne 'b'}", False),
        ("${'a'.equals(r)}", "${r.equals('b')}", True),
        ("${'a'.equals(r)}", "${r.equals('a')}", False),
        ("${r.equals('a')}", "${r.equals('b')}", True),
        ("= amount = 1", "= amount = 2", True),
        ("${a && x == 1}", "${b && x == 2}", True),
        ("${a || x == 1}", "${x == 2}", False),
        ("${!(a && b)}", "${a}", False),
        ("${x == 1}", "${x == '1'}", False),
        ("${f(x)}", "${g(x)}", False),
        ("#{x}", "", False),
    ],
)
def test_exclude(one: str, other: str, expected: bool) -> None:
    """Only conditions that certainly exclude each other are said to."""
    assert exclude(one, other) is exclude(other, one) is expected


# ---- random flows -----------------------------------------------------------------------------------------------------

_ANY = (
    *("user_task", "exclusive_gateway", "parallel_gateway") * 2,
    *("task", "inclusive_gateway", "event_gateway", "end_event", "terminate_end_event", "boundary_event"),
)
_PLAIN = ("user_task", "task", "exclusive_gateway", "exclusive_gateway", "parallel_gateway", "parallel_gateway")
_CONDITIONS = (None, None, "x", "!x", "y", "a>1", "a<1")


@st.composite
def random_flows(draw: st.DrawFn, kinds: tuple[str, ...] = _ANY, acyclic: bool = False) -> Flow:
    """Any nodes with any lines between them."""
    drawn = draw(st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 9), st.booleans()), min_size=2, max_size=9))
    nodes = [Node("n0", "start_event")]
    for i, (kind, host, stays) in enumerate(drawn, 1):
        on = f"n{1 + host % len(drawn)}"
        task = drawn[host % len(drawn)][0] in ("user_task", "task")
        if kind == "boundary_event" and not task:
            kind = "task"
        nodes.append(Node(f"n{i}", kind, attached_to=on if kind == "boundary_event" else None, interrupting=not stays))
    count = len(nodes)
    ends = st.tuples(st.integers(0, count - 1), st.integers(1, count - 1), st.sampled_from(_CONDITIONS))
    edges = []
    for number, (source, target, condition) in enumerate(draw(st.lists(ends, min_size=count - 1, max_size=2 * count))):
        if acyclic and source >= target:
            source, target = target, source
        if number == 0:
            source, target = 0, max(1, target)
        apart = source != target or not acyclic
        if apart and not nodes[source].kind.endswith("end_event") and nodes[target].kind != "boundary_event":
            edges.append(Edge(f"e{number}", f"n{source}", f"n{target}", condition))
    return nodes, edges


@st.composite
def random_nets(draw: st.DrawFn) -> Net:
    """Nets that no flow would give."""
    size = draw(st.integers(2, 7))
    net = Net([f"p{i}" for i in range(size)], initial=1)
    mask = st.sets(st.integers(0, size - 1), max_size=2).map(lambda s: sum(1 << i for i in s))
    for pre, post in draw(st.lists(st.tuples(mask.filter(bool), mask), min_size=1, max_size=9)):
        index = len(net.transitions)
        net.transitions.append(Transition(pre, post & ~1, (index,), 1 << index))
    return net


@REDUCED
@given(random_flows(), st.sampled_from(["engine", "spec"]))
def test_reduction_keeps_the_verdict_of_flows(made: Flow, semantics: Semantics) -> None:
    """Reduced and unreduced search agree on every scope, and nothing unsound is proved sound."""
    for scope in compile_scopes(Graph(*made), semantics):
        if scope.net is not None:
            same_verdict(scope.net)


@REDUCED
@given(random_nets())
def test_reduction_keeps_the_verdict_of_nets(net: Net) -> None:
    """The same on nets of any shape."""
    same_verdict(net)


def same_verdict(net: Net) -> None:
    """Compare the net as it is with what reduction leaves of it."""
    small = reduce(net)
    whole, residue = explore(net, 2000), explore(small, 2000)
    if not whole.complete:
        return
    assert residue.complete
    assert residue.verdict() == whole.verdict()
    if free_choice_sound(net) or free_choice_sound(small):
        assert not (whole.clashes or whole.stuck or whole.endless)


@RANDOM
@given(random_flows(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_ways_are_real(made: Flow, chance: random.Random) -> None:
    """The same defects whatever the order of rows; a path starts at a start and follows lines."""
    nodes, edges = made
    verdict = analyse(nodes, edges, bound=2000)
    for defect in verdict.defects:
        assert defect.node_id in verdict.graph.nodes
        assert not defect.path or verdict.graph.nodes[defect.path[0].node_id].kind == "start_event"
        assert {s.node_id for s in defect.path} <= verdict.graph.ahead(["n0"])
        assert defect.path or defect.kind in ("dead_activity", "livelock")
    shuffled = analyse(chance.sample(nodes, len(nodes)), chance.sample(edges, len(edges)), bound=2000)
    assert {d.kind for d in shuffled.defects} == {d.kind for d in verdict.defects} or verdict.undecided


# ---- block-structured flows -------------------------------------------------------------------------------------------

#: A block is a step, a sequence, or a split of one kind with the blocks of its branches.
Block = Any


def blocks() -> st.SearchStrategy[Block]:
    """Blocks nested in each other."""
    return st.recursive(
        st.just("step"),
        lambda inner: st.tuples(
            st.sampled_from(["sequence", "xor", "and", "or", "loop", "sub"]), st.lists(inner, min_size=2, max_size=3)
        ),
        max_leaves=14,
    )


class Drawing:
    """A block as a flow; every split remembers its join."""

    def __init__(self, block: Block) -> None:
        self.nodes = [Node("s", "start_event"), Node("e", "end_event")]
        self.edges: list[Edge] = []
        self.joins: dict[str, list[int]] = {"xor": [], "and": [], "or": []}
        last = self.draw(block, "s", None)
        self.line(last, "e")

    def node(self, kind: str, parent: str | None) -> str:
        """A new node."""
        self.nodes.append(Node(f"n{len(self.nodes)}", kind, parent_id=parent))
        return self.nodes[-1].node_id

    def line(self, source: str, target: str, condition: str | None = None) -> None:
        """A new line."""
        self.edges.append(Edge(f"e{len(self.edges)}", source, target, condition))

    def draw(self, block: Block, before: str, parent: str | None) -> str:
        """Draw a block behind a node; returns its last node."""
        if block == "step":
            node = self.node("user_task", parent)
            self.line(before, node)
            return node
        kind, inner = block
        if kind == "sequence":
            for part in inner:
                before = self.draw(part, before, parent)
            return before
        if kind == "sub":
            sub = self.node("sub_process", parent)
            self.line(before, sub)
            start, end = self.node("start_event", sub), self.node("end_event", sub)
            self.line(self.draw(("sequence", inner), start, sub), end)
            return sub
        gateway = {"xor": "exclusive_gateway", "loop": "exclusive_gateway", "and": "parallel_gateway"}.get(
            kind, "inclusive_gateway"
        )
        split, join = self.node(gateway, parent), self.node(gateway, parent)
        if kind == "loop":
            self.line(before, join)
            self.line(self.draw(("sequence", inner[1:]), join, parent), split)
            self.line(self.draw(inner[0], split, parent), join)
            return split
        self.joins[kind].append(len(self.nodes) - 1)
        self.line(before, split)
        for number, part in enumerate(inner):
            first = self.node("task", parent)
            self.line(split, first, f"c{number}" if kind == "or" else None)
            self.line(self.draw(part, first, parent), join)
        return join


@BLOCKS
@given(blocks(), st.sampled_from(["engine", "spec"]))
def test_block_structured_flows_are_sound(block: Block, semantics: Semantics) -> None:
    """Splits and joins in pairs never give a finding (an engine's own trouble with loops is the next test)."""
    drawing = Drawing(without_loops(block) if semantics == "engine" else block)
    verdict = analyse(drawing.nodes, drawing.edges, semantics)
    assert (verdict.verdict, verdict.defects) == ("sound", [])


def without_loops(block: Block) -> Block:
    """The same blocks with every loop walked once."""
    if block == "step":
        return block
    kind, inner = block
    return ("sequence" if kind == "loop" else kind, [without_loops(b) for b in inner])


def test_inclusive_join_beside_a_parallel_branch_in_a_loop() -> None:
    """An engine takes the other branch, which a loop leads back, for one that may still come, and waits for ever."""
    drawing = Drawing(("loop", ["step", ("and", [("or", ["step", "step"]), "step"])]))
    assert analyse(drawing.nodes, drawing.edges, "spec").verdict == "sound"
    join = drawing.nodes[drawing.joins["or"][0]].node_id
    defects = analyse(drawing.nodes, drawing.edges, "engine").defects
    assert [(d.kind, d.node_id, d.confidence) for d in defects] == [("deadlock", join, "likely")]


def injected(kind: str, join: str) -> Callable[[Block], Iterator[tuple[Flow, str]]]:
    """The flow once per block of a kind, with that one join changed."""

    def each(block: Block) -> Iterator[tuple[Flow, str]]:
        drawing = Drawing(block)
        for position in drawing.joins[kind]:
            nodes = list(drawing.nodes)
            nodes[position] = replace(nodes[position], kind=join)
            yield (nodes, drawing.edges), nodes[position].node_id

    return each


@BLOCKS
@given(blocks())
def test_injected_deadlock_is_found(block: Block) -> None:
    """A parallel join behind an exclusive split is found, at that join, wherever it is."""
    for made, join in injected("xor", "parallel_gateway")(block):
        assert ("deadlock", join) in found(made, "spec")


@BLOCKS
@given(blocks())
def test_injected_unsafe_merge_is_found(block: Block) -> None:
    """An exclusive join behind a parallel split is found, at that join, wherever it is."""
    for made, join in injected("and", "exclusive_gateway")(block):
        # By the specification: an engine's inclusive join right behind would take both tokens for one.
        assert ("lack_of_synchronisation", join) in found(made, "spec")


# ---- an independent checker ---------------------------------------------------------------------------------------------

_TAGS = {
    "start_event": "startEvent",
    "end_event": "endEvent",
    "user_task": "task",
    "task": "task",
    "exclusive_gateway": "exclusiveGateway",
    "parallel_gateway": "parallelGateway",
}


def checker() -> Any:
    """The checker, or a loud skip."""
    return pytest.importorskip(
        "rust_bpmn_analyzer_bindings", reason="server unavailable: rust-bpmn-analyzer-bindings is not installed"
    )


def document(made: Flow) -> str:
    """A flow as the checker reads it."""
    nodes, edges = made
    parts = []
    for n in nodes:
        tag = _TAGS[n.kind]
        lines = "".join(f"<incoming>{e.edge_id}</incoming>" for e in edges if e.target_id == n.node_id)
        lines += "".join(f"<outgoing>{e.edge_id}</outgoing>" for e in edges if e.source_id == n.node_id)
        parts.append(f"<{tag} id={quoteattr(n.node_id)}>{lines}</{tag}>")
    for e in edges:
        parts.append(f'<sequenceFlow id="{e.edge_id}" sourceRef="{e.source_id}" targetRef="{e.target_id}"/>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions id="d" targetNamespace="t"'
        ' xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        f'<process id="p" isExecutable="true">{"".join(parts)}</process></definitions>'
    )


@RANDOM
@given(random_flows(_PLAIN, acyclic=True))
def test_random_flows_agree_with_an_independent_checker(made: Flow) -> None:
    """Unsafe and deadlock verdicts are the same; only loops are left out, on which the checker may not come back.

    The checker has no conditions, and takes a node without a line out for one that never ends: such nodes get an end.
    After a second token the search stops, so that deadlocks are compared for safe flows only.
    """
    analyzer = checker()
    nodes, edges = made
    edges = [replace(e, condition=None) for e in edges]
    for n in list(nodes):
        if not any(e.source_id == n.node_id for e in edges):
            nodes.append(Node(f"end_{n.node_id}", "end_event"))
            edges.append(Edge(f"x_{n.node_id}", n.node_id, f"end_{n.node_id}"))
    kinds = {d.kind for d in analyse(nodes, edges).defects}
    text = document((nodes, edges))
    unsafe = not analyzer.analyze_safeness(text).fulfilled
    assert unsafe == ("lack_of_synchronisation" in kinds)
    if not unsafe:
        assert (not analyzer.analyze_option_to_complete(text).fulfilled) == ("deadlock" in kinds)


# ---- real flows -----------------------------------------------------------------------------------------------------------


def real_flows() -> Iterator[tuple[str, str, list[FlowNode], list[FlowEdge]]]:
    """File, its text, and the facts of each of its processes; files that the reader refuses are passed over."""
    from healthcheck_bpmn.reader import UnreadableError, facts, read, text_of

    root = SHARED / "data" / "flows"
    if not root.is_dir():
        pytest.skip("../shared is absent")
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".bpmn", ".xml")):
        try:
            data = path.read_bytes()
            processes = read(data)
        except UnreadableError as refused:
            assert refused.detail
            continue
        for process in processes:
            rows = list(facts(process, "f", place=lambda _element, part: part))
            yield (
                path.name,
                text_of(data) if len(processes) == 1 else "",
                [r for r in rows if isinstance(r, FlowNode)],
                [r for r in rows if isinstance(r, FlowEdge)],
            )


@pytest.mark.parametrize("semantics", ["engine", "spec"])
def test_real_flows(semantics: Semantics) -> None:
    """Every file is judged: most flows are sound, and what is not has a way that leads there."""
    verdicts: list[Analysis] = []
    for _, _, nodes, edges in real_flows():
        verdicts.append(analyse(nodes, edges, semantics))
        whole = analyse(nodes, edges, semantics, reduced=False)
        assert {d.kind for d in whole.defects} == {d.kind for d in verdicts[-1].defects}
    assert len(verdicts) > 400
    assert sum(v.verdict == "sound" for v in verdicts) > 0.9 * len(verdicts)
    assert not any(u.reason == "too_large" for v in verdicts for u in v.undecided)


#: Nodes at which the checker waits for a message that something in the same file must send. Ours come from outside.
_AWAIT = {"receive_task", "intermediate_event", "event_gateway"}


def test_real_flows_agree_with_an_independent_checker() -> None:
    """Unsafe and deadlock verdicts are the same on every file that the checker reads, but for awaited messages."""
    analyzer = checker()
    compared = 0
    for name, text, nodes, edges in real_flows():
        if not text:
            continue
        try:
            unsafe = not analyzer.analyze_safeness(text).fulfilled
            stuck = not analyzer.analyze_option_to_complete(text).fulfilled
        except BaseException as refused:  # the checker panics on elements that it does not know
            if isinstance(refused, KeyboardInterrupt | SystemExit):
                raise
            continue
        verdict = analyse(nodes, edges, "spec")
        if verdict.undecided:
            continue
        kinds = {d.kind for d in verdict.defects}
        compared += 1
        assert unsafe == ("lack_of_synchronisation" in kinds), name
        if stuck != bool(kinds & {"deadlock", "mutual_inclusive_joins", "livelock"}):
            assert stuck, name
            assert _AWAIT & {n.kind for n in nodes}, name
    assert compared > 100
