"""Twenty weeks of one system: every state and every change of score against the system's own record."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from healthcheck.history import History, open_history
from healthcheck.score import PARTS
from tests.servers import MariadbServer, PostgresServer
from tests.simulation import OBJECTS, RULES, TABLES, System

WEEKS = 20
#: Lives of twenty weeks that are tried; more with HEALTHCHECK_EXAMPLES.
EXAMPLES = int(os.environ.get("HEALTHCHECK_EXAMPLES", "12"))

DEFECTS = st.tuples(st.sampled_from(list(RULES)), st.sampled_from(OBJECTS))
WHICH = st.integers(0, 20)
ACTIONS = st.one_of(
    st.tuples(st.just("inject"), DEFECTS, st.sampled_from([1.0, 10.0, 10_000.0])),
    st.tuples(st.just("inject"), DEFECTS, st.just(1.0)),
    st.tuples(st.just("repair"), WHICH),
    st.tuples(st.just("waive"), WHICH, st.integers(1, 4)),
    st.tuples(st.just("grow"), WHICH, st.sampled_from([0.01, 0.9, 1.1, 100.0])),
    st.tuples(st.just("change_rule"), st.sampled_from(list(RULES)), st.sets(st.sampled_from(OBJECTS), max_size=2)),
    st.tuples(st.just("weigh"), st.sampled_from(list(RULES)), st.sampled_from(["high", "low"])),
    st.tuples(st.just("add_rule"), st.sampled_from(list(RULES))),
    st.tuples(st.just("remove_rule"), st.sampled_from(list(RULES))),
)
TROUBLE = st.fixed_dictionaries(
    {
        "unreadable": st.sets(st.sampled_from(TABLES), max_size=1),
        "cut": st.sets(st.sampled_from(TABLES), max_size=1),
        "broken": st.sets(st.sampled_from(list(RULES)), max_size=1),
    }
)


def live_a_week(system: System, history: History, actions: list[tuple[Any, ...]], trouble: dict[str, set[str]]) -> None:
    """Let things happen, scan, save, and hold what the history says against the system's record."""
    for name, *arguments in actions:
        getattr(system, name)(*arguments)
    system.unreadable, system.cut, system.broken = trouble["unreadable"], trouble["cut"], trouble["broken"]
    scan = system.scan()
    saved = history.save(scan, "erp")
    check_week(system, history, len(system.weeks) - 1, saved.id)
    marked = {(f.rule, f.subject.name): f.state for o in scan.outcomes for f in (*o.findings, *o.waived)}
    assert marked == {d: s for d, s in system.states(len(system.weeks) - 1).items() if d in system.weeks[-1].seen}


def check_week(system: System, history: History, number: int, scan_id: int) -> None:
    """States, score and the breakdown of its change are as the record has them."""
    expected = system.states(number)
    found = {(f.rule, f.subject.name): f.state for f in history.findings(scan_id)}
    assert found == expected, f"week {number}"
    saved = history.scan(scan_id)
    assert {s: n for s, n in saved.states.items() if n} == {
        s: list(expected.values()).count(s) for s in expected.values()
    }
    assert saved.score == system.score(number)
    parts = system.parts(number)
    if parts is None:
        assert saved.change is None
        return
    assert saved.change is not None
    assert saved.change.parts == parts, f"week {number}"
    before = system.score(number - 1)
    assert before is not None and saved.score is not None
    assert before + sum(saved.change.parts[p] for p in PARTS) == saved.score


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty history, to be copied: making one takes longer than using it."""
    path = tmp_path_factory.mktemp("history") / "empty.db"
    open_history(str(path), create=True).close()
    return path


def test_twenty_weeks(empty: Path) -> None:
    """Whatever happens in whatever order, every week."""

    class Weeks(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.folder = tempfile.TemporaryDirectory(prefix="healthcheck-")
            path = Path(self.folder.name) / "history.db"
            shutil.copy(empty, path)
            self.history = open_history(str(path))
            self.system = System()

        @rule(actions=st.lists(ACTIONS, max_size=6), trouble=TROUBLE, trouble_week=st.integers(0, 3))
        def week(self, actions: list[Any], trouble: dict[str, set[str]], trouble_week: int) -> None:
            quiet: dict[str, set[str]] = {"unreadable": set(), "cut": set(), "broken": set()}
            live_a_week(self.system, self.history, actions, trouble if trouble_week == 0 else quiet)

        def teardown(self) -> None:
            if hasattr(self, "history"):
                self.history.close()
                self.folder.cleanup()

    run_state_machine_as_test(
        Weeks,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=WEEKS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def some_life(system: System, chance: random.Random) -> tuple[list[tuple[Any, ...]], dict[str, set[str]]]:
    """What happens in one week."""
    rules = list(RULES)
    actions: list[tuple[Any, ...]] = []
    for _ in range(chance.randrange(6)):
        which = chance.randrange(20)
        actions.append(
            chance.choice(
                [
                    ("inject", (chance.choice(rules), chance.choice(OBJECTS)), chance.choice([1.0, 10.0, 1000.0])),
                    ("inject", (chance.choice(rules), chance.choice(OBJECTS)), 1.0),
                    ("repair", which),
                    ("waive", which, chance.randrange(1, 4)),
                    ("grow", which, chance.choice([0.1, 10.0])),
                    ("add_rule", chance.choice(rules)),
                    ("change_rule", chance.choice(rules), {chance.choice(OBJECTS)}),
                ]
            )
        )
    trouble: dict[str, set[str]] = {"unreadable": set(), "cut": set(), "broken": set()}
    if chance.random() < 0.3:
        trouble[chance.choice(["unreadable", "cut"])] = {chance.choice(TABLES)}
    return actions, trouble


def twenty_weeks(history: History, seed: int) -> System:
    """Twenty weeks by chance, each checked."""
    system, chance = System(), random.Random(seed)
    for _ in range(WEEKS):
        actions, trouble = some_life(system, chance)
        live_a_week(system, history, actions, trouble)
    return system


def test_on_postgresql(postgres: PostgresServer) -> None:
    """The same on a server."""
    postgres.create_database("weeks")
    with open_history(postgres.url("weeks"), create=True) as history:
        twenty_weeks(history, 7)


def test_on_mariadb(mariadb: MariadbServer) -> None:
    """And on the other one."""
    mariadb.create_database("weeks")
    with open_history(mariadb.url("weeks"), create=True) as history:
        twenty_weeks(history, 8)


@pytest.fixture
def history(empty: Path, tmp_path: Path) -> Iterator[History]:
    """A history of its own."""
    path = tmp_path / "history.db"
    shutil.copy(empty, path)
    with open_history(str(path)) as opened:
        yield opened


@pytest.mark.parametrize("seed", range(3))
def test_scans_that_come_late_take_their_place(history: History, seed: int) -> None:
    """Snapshots saved in any order give the same history as in the order of time."""
    system, chance = System(), random.Random(seed)
    scans = []
    for _ in range(12):
        actions, trouble = some_life(system, chance)
        for name, *arguments in actions:
            getattr(system, name)(*arguments)
        system.unreadable, system.cut = trouble["unreadable"], trouble["cut"]
        scans.append(system.scan())
    order = list(range(len(scans)))
    chance.shuffle(order)
    for number in order:
        history.save(scans[number], "erp")
    saved = history.scans("erp")
    assert [s.collected_at for s in saved] == [s.collected_at for s in scans]
    for number, scan in enumerate(saved):
        check_week(system, history, number, scan.id)
