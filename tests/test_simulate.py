"""One document through its flow: told stories, and random small companies against an oracle that knows no graph."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.conditions import Value
from healthcheck.errors import UsageError
from healthcheck.facts import TABLES
from healthcheck.sample import MAPPING, build
from healthcheck.simulate import Applicant, Company, Model, Walk, Walker, read_settings
from tests.cli import run_cli

EXAMPLES = int(os.environ.get("HEALTHCHECK_EXAMPLES") or 100)
RANDOM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
NOW = datetime(2026, 1, 1)


def row(table: str, **values: Any) -> dict[str, Any]:
    """A row of a fact table, columns left out with their defaults."""
    found = {c.name: c.default for c in TABLES[table].columns.values()} | {"origin": None}
    assert values.keys() <= found.keys(), values.keys() - found.keys()
    return {**found, **values}


def rows(table: str, text: str) -> list[dict[str, Any]]:
    """Rows from `"a=1 b=2; a=3"`; `-` is NULL."""
    made = []
    for line in text.split(";"):
        cells = dict(cell.split("=", 1) for cell in line.split())
        read: dict[str, Any] = {"-": None, "true": True, "false": False}
        made.append(row(table, **{k: read.get(v, v) for k, v in cells.items()}))
    return made


def model(
    nodes: str, edges: str, approvers: str = "", *, notation: str = "bpmn", flow_id: str = "f", language: str = "juel"
) -> Model:
    """A flow from `"a user_task; g exclusive_gateway in=sub"`, `"a>g; g>b amount<5; g>c default"`, `"a user u1"`."""
    made = []
    for line in nodes.split(";"):
        node_id, kind, *rest = line.split()
        extra: dict[str, Any] = dict(r.split("=") for r in rest)
        for name in ("quorum",):
            if name in extra:
                extra[name] = Decimal(extra[name])
        for name in ("triggered", "initial", "approver_required"):
            if name in extra:
                extra[name] = extra[name] == "true"
        made.append(row("flow_node", flow_id=flow_id, node_id=node_id, kind=kind, **extra))
    lines = []
    for number, line in enumerate(filter(None, (e.strip() for e in edges.split(";")))):
        way, _, condition = line.partition(" ")
        source, target = way.split(">")
        lines.append(
            row(
                "flow_edge",
                flow_id=flow_id,
                edge_id=f"e{number:02}",
                source_id=source,
                target_id=target,
                condition=None if condition in ("", "default") else f"${{{condition}}}",
                language=language,
                is_default=condition == "default",
            )
        )
    settings_ = []
    for line in filter(None, (a.strip() for a in approvers.split(";"))):
        node_id, kind, *reference = line.split()
        settings_.append(
            row("flow_approver", flow_id=flow_id, node_id=node_id, kind=kind, reference=(reference or [""])[0])
        )
    flow = row("flow", flow_id=flow_id, code=flow_id, notation=notation)
    return Model.build(
        SimpleNamespace(**flow), *([SimpleNamespace(**r) for r in part] for part in (made, lines, settings_))
    )


def company(**tables: str) -> Company:
    """People from rows as text, by table."""
    return Company({name: rows(name, text) for name, text in tables.items()}, NOW)


SMALL = company(
    user_account="user_id=u1 name=Zhou org_unit_id=d1; user_id=u2 name=Lin org_unit_id=d2; user_id=u3 name=Gone active=false",
    employee="employee_id=e1 user_id=u1; employee_id=e2 user_id=u2 manager_id=e1; employee_id=e3 user_id=u3",
    org_unit="org_unit_id=d1 head_user_id=u1; org_unit_id=d2 parent_id=d1 head_user_id=u2; org_unit_id=d3 parent_id=d1",
    role="role_id=r1 code=buyers; role_id=r2; role_id=r3",
    role_grant="user_id=u1 role_id=r1; user_id=u3 role_id=r2; user_id=u2 role_id=r3",
    role_parent="role_id=r3 parent_id=r1",
)


def walked(flow: Model, *others: Model, by: str | None = "u2", org: str | None = None, **given: Value) -> Walk:
    """The walk of one document."""
    return Walker([flow, *others], SMALL).walk(flow, Applicant(by, org), given)


def told(walk: Walk) -> list[str]:
    """The ways in one line each: steps with their people, branches, outcome."""
    lines = []
    for way in walk.ways:
        parts = [f"{s.name}:{'+'.join(p.name for p in s.people) or s.state}" for s in way.steps]
        lines.append(" ".join([*parts, way.outcome]))
    return lines


ONE = "s start_event; a user_task; e end_event"
LINE = "s>a; a>e"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("user u1", ["a:Zhou arrives"]),
        ("user u3", ["a:nobody stuck"]),
        ("user u9", ["a:nobody stuck"]),
        ("employee e1", ["a:Zhou arrives"]),
        ("role buyers", ["a:Zhou+Lin arrives"]),
        ("role r2", ["a:nobody stuck"]),
        ("org_unit d1", ["a:Zhou arrives"]),
        ("org_unit_head d1", ["a:Zhou arrives"]),
        ("org_unit_head", ["a:Lin arrives"]),
        ("org_unit_head d3", ["a:nobody stuck"]),
        ("superior", ["a:Zhou arrives"]),
        ("initiator", ["a:Lin arrives"]),
        ("initiator_choice", ["a:chosen arrives"]),
        ("expression ${bean.next()}", ["a:unclear arrives"]),
        ("expression ${boss}", ["a:Zhou arrives"]),
        ("position p1", ["a:unclear arrives"]),
    ],
)
def test_who_acts(setting: str, expected: list[str]) -> None:
    """Each kind of setting finds its people, or says why not."""
    walk = walked(model(ONE, LINE, f"a {setting}"), boss="u1")
    assert told(walk) == expected
    step = walk.ways[0].steps[0]
    assert step.people or (step.why is not None and step.why.en and step.why.zh)


def test_only_accounts_that_hold_the_role_themselves() -> None:
    """Where a product counts direct holders only, inheritance gives nobody the task."""
    flow = model(ONE, LINE, "a role r1")
    flow.approvers["a"][0].direct = True
    assert told(walked(flow)) == ["a:Zhou arrives"]


@pytest.mark.parametrize(
    ("begin", "end", "to", "expected"),
    [
        (-1, 1, "u2", ["a:Lin arrives"]),
        (1, 2, "u2", ["a:Zhou arrives"]),
        (-3, -2, "u2", ["a:Zhou arrives"]),
        (-1, 1, "u3", ["a:nobody stuck"]),
        (-1, 1, "u1", ["a:nobody stuck"]),
        (-1, 1, None, ["a:nobody stuck"]),
    ],
)
def test_delegation(begin: int, end: int, to: str | None, expected: list[str]) -> None:
    """A delegation in force passes the task on; to somebody gone, to oneself or to nobody it stops it."""
    tables = {
        "user_account": rows("user_account", "user_id=u1 name=Zhou; user_id=u2 name=Lin; user_id=u3 active=false"),
        "delegation": [
            row(
                "delegation",
                delegation_id="1",
                from_user_id="u1",
                to_user_id=to,
                valid_from=NOW + timedelta(days=begin),
                valid_to=NOW + timedelta(days=end),
            )
        ],
    }
    flow = model(ONE, LINE, "a user u1")
    assert told(Walker([flow], Company(tables, NOW)).walk(flow, Applicant(), {})) == expected


def test_branches_follow_the_values_given() -> None:
    """Given amounts decide; what is not given is walked both ways and said."""
    flow = model(
        "s start_event; g exclusive_gateway; a user_task; b user_task; e end_event",
        "s>g; g>a amount <= 1000; g>b amount > 5000; a>e; b>e",
        "a user u1; b user u3",
    )
    assert told(walked(flow, amount=Decimal(500))) == ["a:Zhou arrives"]
    assert told(walked(flow, amount=Decimal(9000))) == ["b:nobody stuck"]
    gap = walked(flow, amount=Decimal(3000))
    assert gap.verdict == "stuck"
    assert gap.ways[0].why is not None
    assert gap.ways[0].why.en == "no branch of g is taken when amount = 3000"
    unknown = walked(flow)
    assert unknown.verdict == "may_stick"
    assert told(unknown) == ["a:Zhou arrives", "b:nobody stuck"]
    branch = unknown.ways[0].trail[0]
    assert "amount is not given" in str(branch)


def test_everybody_signs_and_a_join_waits() -> None:
    """Parallel branches are both walked; an exclusive split before a parallel join never gets through."""
    nodes = "s start_event; p {}; a user_task; b user_task; j parallel_gateway; e end_event"
    edges = "s>p; p>a x; p>b; a>j; b>j; j>e"
    flow = model(nodes.format("parallel_gateway"), edges, "a user u1; b user u2")
    assert told(walked(flow)) == ["a:Zhou b:Lin arrives"]
    stuck = walked(model(nodes.format("exclusive_gateway"), edges, "a user u1; b user u2"), x=True)
    assert stuck.verdict == "stuck"
    assert stuck.ways[0].why is not None
    assert "j waits for b" in stuck.ways[0].why.en


def test_an_inclusive_join_waits_for_what_was_taken() -> None:
    """One branch or both, the join goes on."""
    flow = model(
        "s start_event; o inclusive_gateway; a user_task; b user_task; j inclusive_gateway; c user_task; e end_event",
        "s>o; o>a x; o>b y; a>j; b>j; j>c; c>e",
        "a user u1; b user u2; c user u1",
    )
    assert told(walked(flow, x=True, y=False)) == ["a:Zhou c:Zhou arrives"]
    assert told(walked(flow, x=True, y=True)) == ["a:Zhou b:Lin c:Zhou arrives"]
    assert walked(flow, x=False, y=False).verdict == "stuck"
    assert len(walked(flow).ways) == 3


def test_quorum_larger_than_the_people() -> None:
    """Two signatures of three people pass, three of two do not."""
    nodes = "s start_event; a user_task quorum={} multi_instance=parallel; e end_event"
    assert walked(model(nodes.format(2), LINE, "a role r1")).verdict == "arrives"
    assert walked(model(nodes.format(3), LINE, "a role r1")).verdict == "stuck"


def test_sub_processes_calls_and_errors() -> None:
    """What is inside is walked too; an error goes where the boundary event leads."""
    flow = model(
        "s start_event; sub sub_process; i start_event parent_id=sub; a user_task parent_id=sub; g exclusive_gateway parent_id=sub;"
        " ok end_event parent_id=sub; bad error_end_event parent_id=sub; t boundary_event attached_to=sub triggered=true;"
        " b user_task; c call_activity called_code=inner; e end_event",
        "s>sub; i>a; a>g; g>ok default; g>bad wrong; sub>c; c>e; t>b; b>e",
        "a user u1; b user u2",
    )
    inner = model("s start_event; d user_task; e end_event", "s>d; d>e", "d superior", flow_id="inner")
    assert told(walked(flow, inner, wrong=False)) == ["a:Zhou d:Zhou arrives"]
    assert told(walked(flow, inner, wrong=True)) == ["a:Zhou b:Lin arrives"]
    missing = walked(flow, wrong=False)
    assert missing.verdict == "stuck"


def test_a_way_that_only_comes_back_never_arrives() -> None:
    """Refused documents go round; when every branch leads back the document never gets through."""
    nodes = "s start_event; a user_task; g exclusive_gateway; e end_event"
    good = walked(model(nodes, "s>a; a>g; g>e ok; g>a default", "a user u1"))
    assert [w.outcome for w in good.ways] == ["arrives", "back"]
    assert good.verdict == "arrives"
    assert walked(model(nodes, "s>a; a>g; g>a ok; g>a default", "a user u1")).verdict == "stuck"


def test_states_and_lists_of_steps() -> None:
    """Frappe's states begin where the product says; a list of approvers is gone through in its order."""
    states = model(
        "p state initial=true; q state; r state",
        "p>q; p>r doc.total > 5; r>p",
        "p user u1; r user u3",
        notation="states",
    )
    assert told(walked(states)) == ["p:Zhou arrives", "p:Zhou r:nobody stuck"]
    cyclic = model("p state; r state", "p>r; r>p", "p user u1; r user u1", notation="states")
    assert walked(cyclic).verdict == "unclear"
    assert told(walked(model("1 user_task; 2 user_task", "", "1 user u1; 2 superior", notation="steps"))) == [
        "1:Zhou 2:Zhou arrives"
    ]


def test_many_open_choices_end_in_time() -> None:
    """Thirty questions nobody answered have a billion ways: some are told, and that there are more."""
    nodes = ["s start_event", *(f"g{n} exclusive_gateway; a{n} user_task" for n in range(30)), "e end_event"]
    edges = ["s>g0"]
    for n in range(30):
        after = f"g{n + 1}" if n < 29 else "e"
        edges += [f"g{n}>a{n} x{n}", f"g{n}>{after} default", f"a{n}>{after}"]
    walk = walked(model("; ".join(nodes), "; ".join(edges), "; ".join(f"a{n} user u1" for n in range(30))))
    assert walk.more
    assert walk.verdict == "arrives"


def test_settings_are_read_as_what_they_are() -> None:
    """Numbers, truth values and text; what is no setting is refused with an example."""
    assert read_settings(["days=3", "vip=true", "type=A=B"]) == {"days": Decimal(3), "vip": True, "type": "A=B"}
    with pytest.raises(UsageError, match="name=value"):
        read_settings(["days"])


# --- random companies against an oracle ------------------------------------------------------------------------------

Block = tuple[Any, ...]


@dataclass(frozen=True)
class Small:
    """A company and a flow, as an implementer would describe them."""

    acting: tuple[bool, ...]
    unit: tuple[int, ...]
    manager: tuple[int | None, ...]
    head: tuple[int | None, ...]
    members: tuple[frozenset[int], ...]
    deputy: tuple[int | None, ...]
    flow: Block


@st.composite
def smalls(draw: st.DrawFn) -> Small:
    """Two to five people in three units, two roles of which the first inherits the second, and a flow of blocks."""
    people = draw(st.integers(2, 5))
    person = st.integers(0, people - 1)
    setting = st.one_of(
        st.tuples(st.just("user"), person),
        st.tuples(st.just("role"), st.integers(0, 1)),
        st.tuples(st.just("head"), st.one_of(st.none(), st.integers(0, 2))),
        st.sampled_from([("superior",), ("initiator",), ("open",)]),
    )
    step = st.tuples(
        st.just("step"), st.lists(setting, min_size=1, max_size=2, unique=True), st.sampled_from([None, None, 1, 2])
    )
    blocks = st.recursive(
        step,
        lambda b: st.one_of(
            st.tuples(st.just("seq"), st.lists(b, max_size=3)),
            st.tuples(st.just("xor"), st.integers(1, 3), b, b),
            st.tuples(st.just("and"), b, b),
        ),
        max_leaves=5,
    )

    def each(values: st.SearchStrategy[Any], number: int = people) -> Any:
        return tuple(draw(st.lists(values, min_size=number, max_size=number)))

    manager = each(st.one_of(st.none(), person))
    head = each(st.one_of(st.none(), person), 3)
    return Small(
        acting=each(st.sampled_from([True, True, True, False])),
        unit=each(st.integers(0, 2)),
        # Some superior and some head are on record, else nothing is known of either.
        manager=(*manager[:-1], 0),
        head=(0, *head[1:]),
        members=each(st.frozensets(person, max_size=3), 2),
        deputy=each(st.one_of(st.none(), st.none(), st.none(), person)),
        flow=draw(blocks),
    )


def oracle_people(small: Small, setting: Block, applicant: int) -> tuple[set[int], bool]:
    """Whom a setting means by the description alone, and whether that is known."""
    kind = setting[0]
    if kind == "open":
        return set(), False
    if kind == "superior":
        boss = small.manager[applicant]
        if boss is None:
            # Who leads others may rightly have nobody above.
            return set(), applicant not in small.manager
        meant = {boss}
    elif kind == "head":
        leader = small.head[small.unit[applicant] if setting[1] is None else setting[1]]
        meant = set() if leader is None else {leader}
    elif kind == "role":
        meant = set(small.members[1] | small.members[0]) if setting[1] == 1 else set(small.members[0])
    else:
        meant = {applicant if kind == "initiator" else setting[1]}
    found = set()
    for person in meant:
        if not small.acting[person]:
            continue
        seen = [person]
        while (after := small.deputy[seen[-1]]) is not None and after not in seen:
            seen.append(after)
        if small.deputy[seen[-1]] is None and small.acting[seen[-1]]:
            found.add(seen[-1])
    return found, True


#: How one run of a block ends, and the people of each step on it by the step's number.
Run = tuple[str, dict[str, frozenset[str]]]


def oracle(small: Small, block: Block, applicant: int, amount: int | None, name: str = "n") -> list[Run]:
    """Every run of a block, one per choice that the amount leaves open: `ok`, `unclear` or `stuck`."""
    if block[0] == "step":
        answers = [oracle_people(small, s, applicant) for s in block[1]]
        people = set().union(*(a for a, _ in answers))
        known = all(k for _, k in answers)
        state = "ok" if people else "stuck" if known else "unclear"
        if people and known and block[2] is not None and len(people) < block[2]:
            state = "stuck"
        return [(state, {name: frozenset(f"u{p}" for p in people)})]
    if block[0] == "xor":
        parts = [(2, block[2])] if amount is not None and amount <= block[1] else [(3, block[3])]
        if amount is None:
            parts = [(2, block[2]), (3, block[3])]
        return [run for n, b in parts for run in oracle(small, b, applicant, amount, f"{name}.{n}")]
    children = list(enumerate(block[1] if block[0] == "seq" else block[1:]))
    runs: list[Run] = [("ok", {})]
    for number, child in children:
        after: list[Run] = []
        for state, steps in runs:
            if state == "stuck" and block[0] == "seq":
                after.append((state, steps))
                continue
            for inner, more in oracle(small, child, applicant, amount, f"{name}.{number}"):
                worst = "stuck" if "stuck" in (state, inner) else "unclear" if "unclear" in (state, inner) else "ok"
                after.append((worst, {**steps, **more}))
        runs = after
    return runs


def drawn(block: Block, name: str, nodes: list[str], edges: list[str], approvers: list[str], source: str) -> str:
    """Draw a block behind ``source`` (`id` or `id condition`); returns the node it ends in."""
    before, _, condition = source.partition(" ")
    label = name
    if block[0] == "step":
        nodes.append(f"{label} user_task" + (f" quorum={block[2]}" if block[2] else ""))
        edges.append(f"{before}>{label} {condition}")
        for kind, *reference in block[1]:
            what = {"head": "org_unit_head", "open": "expression ${bean.who()}"}.get(kind, kind)
            mark = {"user": "u", "role": "r", "head": "d"}.get(kind, "")
            if reference and reference[0] is not None:
                what += f" {mark}{reference[0]}"
            approvers.append(f"{label} {what}")
        return label
    if block[0] == "seq":
        nodes.append(f"{label} service_task")
        edges.append(f"{before}>{label} {condition}")
        last = label
        for number, child in enumerate(block[1]):
            last = drawn(child, f"{name}.{number}", nodes, edges, approvers, last)
        return last
    kind = "exclusive_gateway" if block[0] == "xor" else "parallel_gateway"
    nodes += [f"{label} {kind}", f"{label}j {kind}"]
    edges.append(f"{before}>{label} {condition}")
    if block[0] == "and":
        children = [(n, b, "") for n, b in enumerate(block[1:])]
    else:
        children = [(2, block[2], f" amount <= {block[1]}"), (3, block[3], " default")]
    for number, child, line in children:
        edges.append(f"{drawn(child, f'{name}.{number}', nodes, edges, approvers, label + line)}>{label}j")
    return f"{label}j"


def world(small: Small) -> Walker:
    """The same company and flow as facts."""
    accounts = "; ".join(
        f"user_id=u{n} active={str(a).lower()} org_unit_id=d{small.unit[n]}" for n, a in enumerate(small.acting)
    )
    employees = "; ".join(
        f"employee_id=e{n} user_id=u{n} manager_id={'-' if m is None else f'e{m}'}" for n, m in enumerate(small.manager)
    )
    units = "; ".join(
        f"org_unit_id=d{n} head_user_id={'-' if h is None else f'u{h}'}" for n, h in enumerate(small.head)
    )
    tables = {
        "user_account": rows("user_account", accounts),
        "employee": rows("employee", employees),
        "org_unit": rows("org_unit", units),
        "role": rows("role", "role_id=r0; role_id=r1; role_id=r2"),
        # A third role that everybody holds: grants were read, even where the other two have none.
        "role_grant": [row("role_grant", user_id="u0", role_id="r2")]
        + [row("role_grant", user_id=f"u{p}", role_id=f"r{n}") for n, m in enumerate(small.members) for p in sorted(m)],
        "role_parent": [row("role_parent", role_id="r0", parent_id="r1")],
        "delegation": [
            row("delegation", delegation_id=str(n), from_user_id=f"u{n}", to_user_id=f"u{d}")
            for n, d in enumerate(small.deputy)
            if d is not None
        ],
    }
    nodes = ["s start_event", "end end_event"]
    edges: list[str] = []
    approvers: list[str] = []
    last = drawn(small.flow, "n", nodes, edges, approvers, "s")
    edges.append(f"{last}>end")
    return Walker([model("; ".join(nodes), "; ".join(edges), "; ".join(approvers))], Company(tables, NOW))


@RANDOM
@given(smalls(), st.sampled_from([None, 1, 2, 3, 4]), st.data())
def test_random_companies_against_the_oracle(small: Small, amount: int | None, data: st.DataObject) -> None:
    """Same verdict, and the same people at every step of every way."""
    applicant = data.draw(st.integers(0, len(small.acting) - 1))
    walker = world(small)
    given_ = {} if amount is None else {"amount": Decimal(amount)}
    walk = walker.walk(walker.models[0], Applicant(f"u{applicant}"), given_)
    runs = oracle(small, small.flow, applicant, amount)
    states = {state for state, _ in runs}
    if states == {"stuck"}:
        expected = "stuck"
    elif "stuck" in states:
        expected = "may_stick"
    else:
        expected = "arrives" if "ok" in states else "unclear"
    assert walk.verdict == expected
    people = {name: who for _, steps in runs for name, who in steps.items()}
    for way in walk.ways:
        for step in way.steps:
            assert {p.user_id for p in step.people} == people[step.node_id]
    arriving = {tuple(sorted(steps.items())) for state, steps in runs if state != "stuck"}
    found = {
        tuple(sorted((s.node_id, frozenset(p.user_id for p in s.people)) for s in w.steps))
        for w in walk.ways
        if w.outcome == "arrives"
    }
    assert found == arriving


@RANDOM
@given(smalls(), st.data())
def test_a_dead_approver_is_always_found(small: Small, data: st.DataObject) -> None:
    """Put a step for somebody gone in front of any flow: it never gets through."""
    gone = ("step", [("user", 0)], None)
    acting = (False, *small.acting[1:])
    broken = Small(
        acting, small.unit, small.manager, small.head, small.members, small.deputy, ("seq", [gone, small.flow])
    )
    walker = world(broken)
    amount = data.draw(st.sampled_from([{}, {"amount": Decimal(2)}]))
    assert walker.walk(walker.models[0], Applicant("u1"), amount).verdict == "stuck"


@RANDOM
@given(smalls())
def test_applicants_with_one_key_go_the_same_ways(small: Small) -> None:
    """What the sweep relies on: walking one of them tells about all."""
    walker = world(small)
    flow = walker.models[0]
    seen: dict[Any, Any] = {}
    for number in range(len(small.acting)):
        applicant = Applicant(f"u{number}")
        walk = walker.walk(flow, applicant, {})
        assert seen.setdefault(walker.key(flow, applicant), walk) == walk


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The sample company, tidy and messy, as snapshots."""
    folder = tmp_path_factory.mktemp("simulate")
    found = {}
    for sample in ("tidy", "messy"):
        database = build(sample, folder / f"{sample}.db")
        path = folder / f"{sample}.duckdb"
        code, _, err = run_cli("collect", f"sqlite:///{database}", "--map", str(MAPPING), "-o", str(path))
        assert code == 0, err
        found[sample] = path
    yield found


def simulate(snapshots: dict[str, Path], sample: str, *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    """``healthcheck flow simulate``."""
    return run_cli("flow", "simulate", str(snapshots[sample]), *arguments, lang=lang)


def test_one_document_on_the_console(snapshots: dict[str, Path]) -> None:
    """A purchase order of 96,000: who signs, who stands in for whom, which branch and why; in both languages."""
    arguments = ("--type", "PUR_ORDER", "--amount", "96,000", "--by", "1011")
    code, out, err = simulate(snapshots, "tidy", *arguments)
    assert (code, err) == (0, "")
    assert "采购订单审批 (采购订单): gets through" in out
    assert "周敏 (for 徐志强)" in out
    assert "${amount > 50000}" in out
    code, out, _ = simulate(snapshots, "tidy", *arguments, lang="zh")
    assert code == 0
    assert "走得通" in out
    assert "周敏（代 徐志强）" in out


def test_one_document_that_never_gets_through(snapshots: dict[str, Path]) -> None:
    """In the messy company 55,000 match no branch, and the answer says so with exit code 1."""
    code, out, _ = simulate(snapshots, "messy", "--type", "PUR_ORDER", "--amount", "55000", "--by", "1006")
    assert code == 1
    assert "no branch of 金额判断 is taken when amount = 55000" in out


def test_json(snapshots: dict[str, Path]) -> None:
    """Everything the console says, for programs."""
    code, out, _ = simulate(
        snapshots, "tidy", "--type", "请假单", "--by", "1023", "--set", "days=5", "--format", "json"
    )
    assert code == 0
    (document,) = json.loads(out)["documents"]
    assert document["verdict"] == "arrives"
    assert document["given"] == {"days": 5}
    steps = [t for t in document["ways"][0]["trail"] if "step" in t]
    assert [s["state"] for s in steps] == ["people", "people"]
    assert steps[0]["people"][0]["user_id"] == "1022"


def test_everybody(snapshots: dict[str, Path]) -> None:
    """In the tidy company only the general manager's leave cannot be told; in the messy one the reasons are named."""
    code, out, _ = simulate(snapshots, "tidy", "--all")
    assert code == 3
    assert "never gets through" not in out
    assert "陈国栋 is at the top, nobody is above" in out
    code, out, _ = simulate(snapshots, "messy", "--all")
    assert code == 1
    for reason in (
        "no branch of 金额判断 is taken when amount = 55000",
        "销售二部 has no head",
        "calls ECN_SIGN_V2, which is no flow in force",
        "hands over in a circle",
        "all 20 org units",
    ):
        assert reason in out, reason


def test_everybody_as_json(snapshots: dict[str, Path]) -> None:
    """Every band of the purchase order is tried in every unit: at each limit and on both sides of it."""
    code, out, _ = simulate(snapshots, "tidy", "--all", "--type", "PUR_ORDER", "--format", "json")
    assert code == 0
    cases = json.loads(out)["cases"]
    assert {c["amount"] for c in cases} == {"49999", "50000", "125000", "200000", "200001"}
    assert {c["verdict"] for c in cases} == {"arrives"}
    assert len({c["unit"] for c in cases}) > 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--type", "NOTHING"), "There is no document type or flow 'NOTHING' for --type; there are:"),
        (("--type", "PUR_ORDER", "--by", "nobody"), "There is no account 'nobody'"),
        (("--type", "PUR_ORDER", "--org", "nowhere"), "There is no org unit 'nowhere'"),
        (("--type", "PUR_ORDER", "--amount", "lots"), "is no number"),
        (("--type", "PUR_ORDER", "--set", "days"), "name=value"),
        ((), "Say which document with --type or --flow"),
    ],
)
def test_what_is_asked_wrongly(snapshots: dict[str, Path], arguments: tuple[str, ...], said: str) -> None:
    """One sentence that says what to write instead, and exit code 2."""
    code, _, err = simulate(snapshots, "tidy", *arguments)
    assert code == 2
    assert said in " ".join(err.split())


def test_a_type_without_a_flow_in_force(snapshots: dict[str, Path]) -> None:
    """The answer names the flow that was switched off."""
    code, out, _ = simulate(snapshots, "messy", "--type", "SCRAP", "--by", "1018")
    assert code == 1
    assert "报废审批 is switched off" in out


def test_a_unit_that_may_not_start_the_flow(snapshots: dict[str, Path]) -> None:
    """Quality has documents sealed and is not among those who may ask: alone and among all, in both languages."""
    code, out, _ = simulate(snapshots, "messy", "--type", "SEAL", "--org", "JX-QA")
    assert (code, "用印审批 may not be started by them" in out) == (1, True)
    code, out, _ = simulate(snapshots, "messy", "--type", "SEAL", "--all", "--org", "JX-QA", lang="zh")
    assert (code, "没有可用的审批流：用印审批 的发起范围不包括该申请人" in out) == (1, True)
    code, out, _ = simulate(snapshots, "messy", "--type", "SEAL", "--all", "--format", "json")
    verdicts = {(c["unit"], c["verdict"]) for c in json.loads(out)["cases"]}
    assert ("质量部", "stuck") in verdicts
    assert {u for u, v in verdicts if v != "stuck"} <= {"总经理办公室", "财务部", "人力资源部"}


def test_only_those_who_may_start_a_flow_are_tried(snapshots: dict[str, Path]) -> None:
    """Quotations are for the sales units, those below included; the rest has none and is not asked."""
    _, out, _ = simulate(snapshots, "tidy", "--type", "QUOTE", "--all", "--format", "json")
    assert {c["unit"] for c in json.loads(out)["cases"]} == {"销售部", "销售一部", "销售二部", "电气销售部"}


@pytest.mark.parametrize(
    ("starters", "user", "unit", "expected"),
    [
        ("", "u1", "o2", True),
        ("kind=org_unit reference=o1", "u1", "o1", True),
        ("kind=org_unit reference=o1", "u1", "o2", False),
        ("kind=org_unit reference=o1 below=true", None, "o2", True),
        ("kind=org_unit reference=o1 below=true", None, "o3", False),
        ("kind=org_unit reference=o1", None, None, None),
        ("kind=user reference=li", "u1", "o2", True),
        ("kind=user reference=li", "u2", "o2", False),
        ("kind=user reference=li", None, "o2", None),
        ("kind=employee reference=007", "u2", "o2", True),
        ("kind=role reference=clerk", "u2", "o2", True),
        ("kind=role reference=clerk", "u1", "o2", False),
        ("kind=position reference=p1", "u1", "o2", None),
        ("kind=user reference=wang;kind=org_unit reference=o3", "u1", "o3", True),
    ],
)
def test_who_may_start(starters: str, user: str | None, unit: str | None, expected: bool | None) -> None:
    """By unit with or without those below, by person, role or post; and what cannot be told is not denied."""
    company = Company(
        {
            "user_account": rows("user_account", "user_id=u1 login=li; user_id=u2 login=wang employee_id=e2"),
            "employee": rows("employee", "employee_id=e2 code=007"),
            "org_unit": rows("org_unit", "org_unit_id=o1; org_unit_id=o2 parent_id=o1; org_unit_id=o3"),
            "role": rows("role", "role_id=r1 code=clerk"),
            "role_grant": rows("role_grant", "user_id=u2 role_id=r1"),
        },
        NOW,
    )
    named = [SimpleNamespace(**r) for r in rows("flow_starter", starters)] if starters else []
    assert company.may_start(named, Applicant(user, unit)) is expected
