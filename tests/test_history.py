"""Saving scans: all of one or nothing, whoever saves at the same time, on every database, in old files too."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.dialects import sqlite

from healthcheck.closure import figures, months_after
from healthcheck.errors import UnreachableError, UsageError
from healthcheck.history import History, database, open_history, tables
from healthcheck.scan import Scan
from tests.servers import MariadbServer, PostgresServer
from tests.simulation import START, WEEK, System, finding_of, rule_of, scan_of

ROOT = Path(__file__).parent.parent
FORK = multiprocessing.get_context("fork")
FINDINGS = 150


def big_scan(number: int, findings: int = FINDINGS) -> Scan:
    """A scan of week ``number`` with enough findings that saving takes a moment; each week has others."""
    from healthcheck.outcome import Outcome

    rule = rule_of("access.leaver_active", "high")
    found = [finding_of(rule, f"thing-{n + number}") for n in range(findings)]
    outcome = Outcome(rule, "failed", findings=found, count=findings, digest="v1", rests=(rule.subject,))
    return scan_of([outcome], START + WEEK * number)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Where a history in a file goes."""
    return str(tmp_path / "history.db")


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "history.db")
    server: PostgresServer | MariadbServer = request.getfixturevalue(
        "postgres" if request.param == "postgresql" else "mariadb"
    )
    name = f"history_{abs(hash(request.node.name)) % 10**8}_{time.time_ns() % 10**6}"
    server.create_database(name)
    return server.url(name)


def assert_whole(history: History, findings: int = FINDINGS) -> int:
    """Every saved scan has all it must have; gives how many there are."""
    if not any(s.name == "erp" for s in history.systems()):
        return 0
    scans = history.scans("erp")
    for scan in scans:
        present = [f for f in history.findings(scan.id) if f.present]
        assert len(present) == findings
        assert sum(scan.states.values()) == len(history.findings(scan.id))
        assert len(history.rules(scan.id)) == 1
        assert scan.score is not None and (scan.change is not None) == (scan.id != scans[0].id)
    with database.reading(history.engine) as connection:
        for column, known in (("scan_id", "scan"), ("issue_id", "issue")):
            orphans = connection.scalar(
                sa.text(f"SELECT count(*) FROM sighting WHERE {column} NOT IN (SELECT id FROM {known})")
            )
            assert orphans == 0
        if history.engine.dialect.name == "sqlite":
            assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    return len(scans)


def save_for_ever(url: str, first: int, started: Any, one: Any) -> None:
    """Save one scan after the other until somebody ends this process."""
    with open_history(url, create=True) as history:
        started.set()
        for number in range(first, first + 1000):
            history.save(big_scan(number), "erp")
            one.set()


def test_killed_at_any_moment(url: str) -> None:
    """kill -9 while scans are saved: what is there is whole, and the next save works."""
    chance = random.Random(11)
    saved = 0
    for life in range(8 if "://" not in url else 5):  # a server's own recovery is not ours to test
        started, one = FORK.Event(), FORK.Event()
        process = FORK.Process(target=save_for_ever, args=(url, saved, started, one))
        process.start()
        if life == 0:
            assert one.wait(120)  # however slow the machine, something is there to be kept
        elif chance.random() < 0.8:
            assert started.wait(60)
        time.sleep(chance.random() * 0.6)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with open_history(url, create=True) as history:
            there = assert_whole(history)
        assert there >= saved
        saved = there
    assert saved > 0, "nothing was ever saved: the test proves nothing"
    with open_history(url) as history:
        history.save(big_scan(saved), "erp")
        assert assert_whole(history) == saved + 1


def save_some(url: str, numbers: list[int]) -> None:
    """Save some weeks."""
    with open_history(url, create=True) as history:
        for number in numbers:
            history.save(big_scan(number, 20), "erp")


def test_saves_at_the_same_time(url: str, tmp_path: Path) -> None:
    """Four programs save weeks of one system at once, the database not even made: as if one had saved them in order."""
    weeks = list(range(12))
    processes = [FORK.Process(target=save_some, args=(url, weeks[n::4])) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    save_some(str(tmp_path / "order.db"), weeks)
    with open_history(url) as history, open_history(str(tmp_path / "order.db")) as ordered:
        assert assert_whole(history, 20) == len(weeks)
        assert summary(history) == summary(ordered)


def summary(history: History) -> list[Any]:
    """What a history says, without ids and times of saving."""
    found: list[Any] = []
    for scan in history.scans("erp"):
        states = sorted((f.fingerprint, f.state) for f in history.findings(scan.id))
        found.append((scan.collected_at, scan.score, scan.change, scan.states, states))
    found.append(sorted((i.fingerprint, i.status, i.due_at, i.reopened) for i in history.issues("erp")))
    return found


# -- many findings ---------------------------------------------------------------------------------------------------


def test_what_merely_persists_is_not_written_one_by_one(file: str) -> None:
    """The work of a save grows with what changed: 2,000 findings that stand as before take a few statements."""
    with open_history(file, create=True) as history:
        history.save(big_scan(0, 2000), "erp")
        rows: dict[str, int] = {}

        def count(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            kind = " ".join(statement.split()[:2])
            rows[kind] = rows.get(kind, 0) + (len(parameters) if many else 1)

        event.listen(history.engine, "before_cursor_execute", count)
        again = big_scan(0, 2000)
        again.collected_at += WEEK
        saved = history.save(again, "erp")
        assert saved.states["persisting"] == 2000
        assert rows["UPDATE issue"] < 20 and rows["INSERT INTO"] < 2000 + 20 and sum(rows.values()) < 2100, rows
        assert {i.last_seen_at for i in history.issues("erp")} == {again.collected_at}


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters()), st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False), st.binary(max_size=4),
)  # fmt: skip
EVIDENCE = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.dictionaries(st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(EVIDENCE | st.sampled_from(["a\x00b", "\ud800", "👩‍👧", "\\ud83d", "\\u0000"]).map(lambda text: {text: [text]}))
@settings(max_examples=300, deadline=None)
def test_whatever_was_found_can_be_kept(value: Any) -> None:
    """The quick way for harmless values keeps what the careful way keeps, and no text that a database refuses."""
    said = tables.Document().process_bind_param(value, sqlite.dialect())
    assert said == (None if value is None else json.dumps(tables.plain(value), separators=(",", ":")))
    if said is not None:
        held = json.dumps(json.loads(said), ensure_ascii=False)
        assert held == tables.clean(held) and said.isascii()


# -- tables and migrations -------------------------------------------------------------------------------------------


def test_migrations_make_the_tables(url: str) -> None:
    """What the steps made is what the program expects."""
    with open_history(url, create=True) as history, database.reading(history.engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": database.VERSION_TABLE})
        assert compare_metadata(context, tables.metadata) == []


def test_head_is_the_newest_step() -> None:
    """The program knows the newest step."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_old_file_goes_on(tmp_path: Path) -> None:
    """A history of the first layout, two weeks in it, is brought up to date and goes on where it was."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.executescript((ROOT / "tests" / "data" / "history-0001.sql").read_text("utf-8"))
    old.close()
    with open_history(str(path)) as history:
        assert [s.states["new"] for s in history.scans("erp")] == [2, 1]
        system = System()
        system.inject(("access.leaver_active", "thing-0"))
        system.inject(("access.no_role", "thing-1"), 10.0)
        system.scan()
        system.repair(0)
        system.inject(("flow.no_approver", "thing-2"))
        system.scan()
        system.repair(0)
        saved = history.save(system.scan(), "erp")
        assert {(f.rule, f.state) for f in history.findings(saved.id)} == {
            ("access.no_role", "fixed"),
            ("flow.no_approver", "persisting"),
        }
        issue = next(i for i in history.issues("erp", ["open"]))
        assert issue.due_at == START + WEEK + timedelta(days=14)
        history.claim_fixed("erp", issue.fingerprint[:6], "li")
        assert history.issue("erp", issue.fingerprint).step == "claimed"


def test_strangers_databases_are_left_alone(tmp_path: Path) -> None:
    """A database with other tables, a newer history, garbage, and nothing at all: one clear message each."""
    other = tmp_path / "erp.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE customer (id)")
    connection.close()
    with pytest.raises(UsageError, match="holds no history"):
        open_history(str(other), create=True)
    newer = tmp_path / "newer.db"
    open_history(str(newer), create=True).close()
    with sqlite3.connect(newer) as connection:
        connection.execute(f"UPDATE {database.VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with pytest.raises(UsageError, match="newer healthcheck"):
        open_history(str(newer))
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"no database at all" * 100)
    with pytest.raises(Exception, match="history") as error:
        open_history(str(garbage))
    assert "Traceback" not in str(error.value)
    with pytest.raises(UsageError, match="--save"):
        open_history(str(tmp_path / "none.db"))
    with pytest.raises(UsageError, match="no folder"):
        open_history(str(tmp_path / "nowhere" / "none.db"), create=True)
    with pytest.raises(UnreachableError, match=r"\*\*\*") as unreachable:
        open_history("postgresql://li:secret@127.0.0.1:1/none", create=True)
    assert "secret" not in str(unreachable.value)


HOSTILE = [
    "\x00nul",
    "lone \ud800 surrogate",
    "💰" * 50,
    "'; DROP TABLE scan; --",
    "\u202eevil",
    "x" * 10_000,
    "名" * 400,
]


def test_names_of_strangers(url: str) -> None:
    """Whatever stands in the examined system is kept, or made harmless, on every database."""
    from healthcheck.outcome import Outcome

    rule = rule_of("access.leaver_active", "high")
    findings = [finding_of(rule, name) for name in HOSTILE if "\ud800" not in name]
    bad = finding_of(rule, "surrogate")
    bad.evidence = {
        "name": HOSTILE[1],
        "nan": float("nan"),
        "inf": float("inf"),
        "day": date(2026, 1, 2),
        "raw": b"\xff",
    }
    findings.append(bad)
    outcome = Outcome(rule, "failed", findings=findings, count=len(findings), digest="v1", rests=("user_account",))
    with open_history(url, create=True) as history:
        saved = history.save(scan_of([outcome], START), "erp 系统 💰")
        found = {f.subject.name for f in history.findings(saved.id)}
        assert {"💰" * 50, "'; DROP TABLE scan; --", "\u202eevil", "x" * 10_000, "\ufffdnul"} <= found
        assert [s.name for s in history.systems()] == ["erp 系统 💰"]
        for finding in history.findings(saved.id):
            assert finding.message("en") and finding.message("zh") and finding.fix("zh")


# -- the work on findings --------------------------------------------------------------------------------------------


@pytest.fixture
def history(file: str) -> Iterator[History]:
    """An empty history."""
    with open_history(file, create=True) as opened:
        yield opened


def test_closure(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assigned, acknowledged, said to be repaired, found again, repaired, verified, back within three months."""
    from healthcheck.history import saving

    clock = [START]
    monkeypatch.setattr(saving, "now_utc", lambda: clock[0])

    def at(moment: datetime) -> None:
        clock[0] = moment

    def week(number: int, system: System) -> None:
        assert len(system.weeks) == number
        at(START + WEEK * number)
        history.save(system.scan(), "erp")

    system = System()
    system.inject(("access.leaver_active", "thing-0"))
    system.inject(("access.no_role", "thing-1"))
    week(0, system)
    history.set_go_live("erp", date(2026, 1, 12))
    blocking, serious = history.issues("erp")
    assert (blocking.priority, serious.priority) == ("P0", "P1")
    assert blocking.due_at == START + timedelta(hours=1) and serious.due_at == START + timedelta(days=1)
    assert blocking.overdue(START + timedelta(hours=2)) and not serious.overdue(START + timedelta(hours=2))

    at(START + timedelta(hours=1))
    history.assign("erp", blocking.fingerprint[:8], owner="王芳", by="li")
    history.acknowledge("erp", blocking.fingerprint, "王芳")
    history.claim_fixed("erp", blocking.fingerprint, "王芳", "account disabled")
    assert history.issue("erp", blocking.fingerprint).step == "claimed"
    week(1, system)  # it was not
    again = history.issue("erp", blocking.fingerprint)
    assert again.step == "acknowledged" and again.owner == "王芳"
    assert [e.kind for e in history.events("erp", blocking.fingerprint)][-1] == "refuted"

    system.repair(0)
    at(START + WEEK + timedelta(days=1))
    history.claim_fixed("erp", blocking.fingerprint, "王芳")
    week(2, system)
    assert history.issue("erp", blocking.fingerprint).step == "verified"
    found = figures(history, "erp", START + WEEK * 2)
    assert (found.total.found, found.total.verified, found.total.open, found.total.overdue) == (2, 1, 1, 1)
    assert found.total.closure_rate == 0.5 and found.total.in_time_rate == 0.0
    assert found.by_priority["P0"].median_hours == 14 * 24
    assert found.by_owner["王芳"].verified == 1 and found.refuted == 1 and found.recurred == 0
    with pytest.raises(UsageError, match="fixed"):
        history.claim_fixed("erp", blocking.fingerprint, "王芳")

    system.inject(("access.leaver_active", "thing-0"))
    week(3, system)
    back = history.issue("erp", blocking.fingerprint)
    assert back.reopened == 1 and back.due_at == START + WEEK * 3 + timedelta(hours=1)
    assert back.owner == "王芳" and back.acknowledged_at is None
    found = figures(history, "erp", START + WEEK * 3)
    assert found.recurred == 1 and found.total.recurrence_rate == 1.0
    assert found.recurrence_until == date(2026, 4, 12)


def test_three_months_later() -> None:
    """The same day, or the month's last."""
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 1, 15), 3) == date(2026, 4, 15)


def test_due_dates_follow_the_priority_and_people(history: History) -> None:
    """More urgent than before: the time runs from now. A day that a person set stays."""
    system = System()
    system.inject(("flow.no_approver", "thing-0"))
    system.inject(("flow.never_started", "thing-1"))
    history.save(system.scan(), "erp")
    first, second = history.issues("erp")
    assert first.due_at == START + timedelta(days=14) and second.due_at == START + timedelta(days=90)
    history.assign("erp", second.fingerprint, due=datetime(2026, 12, 31))
    system.severity["flow.no_approver"] = "critical"
    system.severity["flow.never_started"] = "critical"
    history.save(system.scan(), "erp")
    assert history.issue("erp", first.fingerprint).due_at == START + WEEK + timedelta(hours=1)
    assert history.issue("erp", second.fingerprint).due_at == datetime(2026, 12, 31)


def test_only_the_owner_may_read_it(file: str) -> None:
    """A history holds what the examined system holds."""
    open_history(file, create=True).close()
    assert Path(file).stat().st_mode & 0o077 == 0


def test_fingerprints_are_found_by_their_beginning(history: History) -> None:
    """Too short, unknown and ambiguous ones are refused."""
    history.save(big_scan(0, 60), "erp")
    mark = history.issues("erp")[0].fingerprint
    assert history.issue("erp", mark[:12].upper()).fingerprint == mark
    for bad in ("abc", "zzzzzz", "%%%%", ""):
        with pytest.raises(UsageError):
            history.issue("erp", bad)
    with pytest.raises(UsageError, match="erp"):
        history.scans("epr")


def test_comparing_without_saving(history: History) -> None:
    """The same answer as saving gives, and nothing is written."""
    system = System()
    system.inject(("access.leaver_active", "thing-0"))
    system.inject(("access.no_role", "thing-1"))
    history.save(system.scan(), "erp")
    system.repair(0)
    scan = system.scan()
    assert history.compare(scan, "nobody") is None
    looked = history.compare(scan, "erp")
    assert looked is not None and len(history.scans("erp")) == 1
    states = [f.state for o in scan.outcomes for f in o.findings]
    history.save(scan, "erp")
    assert scan.since is not None and looked.counts == scan.since.counts and looked.change == scan.since.change
    assert [(g.fingerprint, g.state) for g in looked.gone] == [(g.fingerprint, g.state) for g in scan.since.gone]
    assert states == [f.state for o in scan.outcomes for f in o.findings] == ["persisting"]
    assert [p.priorities["P0"] for p in scan.since.trend] == [1, 0]


def test_manual_checks(history: History) -> None:
    """The newest result counts; one without a name, or a failure without a reason, is refused."""
    history.record_check("erp", "GL03", "fail", "总账差 3 元", "王芳", date(2026, 1, 1))
    history.record_check("erp", "GL03", "pass", "对账表", "王芳", date(2026, 1, 2))
    assert history.checks("erp")["GL03"].result == "pass" and len(history.check_results("erp")) == 2
    refused: list[Callable[[], Any]] = [
        lambda: history.record_check("erp", "GL03", "pass", "x", " "),
        lambda: history.record_check("erp", "GL03", "fail", "", "li"),
        lambda: history.record_check("erp", "GL03", "maybe", "x", "li"),  # type: ignore[arg-type]
        lambda: history.record_check("\n", "GL03", "pass", "x", "li"),
    ]
    for call in refused:
        with pytest.raises(UsageError):
            call()
    assert history.checks("unknown") == {}
