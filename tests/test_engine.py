"""Headers, needs, sealing, limits, snapshots: the engine without any server."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from healthcheck.errors import PackError, SnapshotError, UsageError
from healthcheck.facts import TABLES
from healthcheck.needs import needs_of
from healthcheck.rule import Pack, load_pack, read_rule, select
from healthcheck.run import Limits, run_rules
from healthcheck.sealed import check_pack, fact_columns, lock, open_sealed
from healthcheck.store import Part, Snapshot
from healthcheck.workers import MEMORY, Forked, Kept, PythonWorker
from tests.cli import run_cli

HEADER = """/*
severity = "high"
subject  = "user_account"
[en]
title = "t"
message = "{name}"
fix = "f"
[zh]
title = "标题"
message = "{name}"
fix = "修复"
*/
"""
GOOD = HEADER + "SELECT u.user_id, u.name FROM user_account AS u WHERE u.login = 'bad'"


def write_rule(folder: Path, name: str, text: str) -> Path:
    """A rule's file in family ``custom``."""
    path = folder / "custom" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Three accounts, everything else not collected."""
    path = tmp_path / "facts.duckdb"
    with Snapshot.create(path) as made:
        part = Part("user_account", "test", "empty")
        made.append(
            part,
            [
                pa.RecordBatch.from_pydict(
                    {"user_id": [1, 2, 3], "login": ["good", "bad", "bad"], "name": ["A", "B", "C"]}
                )
            ],
            "sys_user",
        )
        made.record(part)
        part = Part("role", "test", "empty", known=tuple(TABLES["role"].columns))
        made.record(part)
    return path


# -- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (('severity = "high"', 'severity = "awful"'), "expected one of critical"),
        (('severity = "high"', 'severty = "high"'), "Did you mean severity"),
        (('subject  = "user_account"', 'subject = "user_acount"'), "is no fact table"),
        (('title = "标题"', ""), "no title"),
        (("{name}", "{nme}"), "does not return"),
        (("severity", "severity = ["), "not TOML"),
        (("FROM user_account", "FROM user_acount"), "user_account"),
        (("u.login", "u.logn"), "logn"),
        (("SELECT u.user_id, u.name", "SELECT u.name"), "must return user_id"),
        (("SELECT u.user_id", "DELETE FROM user_account; SELECT u.user_id"), "exactly one SELECT"),
        (
            ("SELECT u.user_id, u.name FROM user_account AS u WHERE u.login = 'bad'", "DROP TABLE role"),
            "exactly one SELECT",
        ),
        (("= 'bad'", "= {{limit}}"), "not among the header's params"),
        (("FROM user_account AS u", "FROM read_csv('/etc/passwd') AS u"), ""),
    ],
)
def test_bad_rule_is_refused_with_its_place(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    """A wrong rule is refused before any data is read; the message names the file and what was expected."""
    path = write_rule(tmp_path, "r.sql", GOOD.replace(*change))
    checked = check_pack(load_pack(tmp_path))
    problem = checked.problems["custom.r"]
    assert str(path) in str(problem)
    assert expected in str(problem)
    assert problem.text.zh != problem.text.en


def test_sql_error_names_the_line(tmp_path: Path) -> None:
    """The line is the file's own, header included."""
    write_rule(tmp_path, "r.sql", HEADER + "SELECT u.user_id,\n  u.nonsense AS name\nFROM user_account AS u")
    problem = str(check_pack(load_pack(tmp_path)).problems["custom.r"])
    assert "r.sql:14:" in problem


def test_good_rule_beside_a_bad_one(tmp_path: Path, snapshot: Path) -> None:
    """One broken file does not stop the others, and is an outcome of its own."""
    write_rule(tmp_path, "good.sql", GOOD)
    write_rule(tmp_path, "bad.sql", GOOD.replace("u.login", "u.logn"))
    outcomes = {o.rule.id: o for o in run_rules(snapshot, load_pack(tmp_path))}
    assert outcomes["custom.good"].count == 2
    assert outcomes["custom.bad"].status == "broken"
    assert [f.subject.key for f in outcomes["custom.good"].findings] == ["2", "3"]


def test_select(tmp_path: Path) -> None:
    """Rules are chosen by id prefix, tag and severity; a selector that matches nothing is an error with a hint."""
    write_rule(tmp_path, "one.sql", GOOD)
    write_rule(tmp_path, "two.sql", GOOD.replace('"high"', '"low"\ntags = ["x"]'))
    rules = load_pack(tmp_path).rules
    assert set(select(rules, ["custom"])) == {"custom.one", "custom.two"}
    assert set(select(rules, ["x"])) == {"custom.two"}
    assert set(select(rules, [], ["low"])) == {"custom.one"}
    with pytest.raises(UsageError, match=r"custom\.one"):
        select(rules, ["custom.onee"])


# -- needs -----------------------------------------------------------------------------------------------------------


def test_needs_tell_deciding_from_shown() -> None:
    """Columns in WHERE, JOIN and HAVING decide; shown ones and joins that only show something do not."""
    needs = needs_of(
        "WITH g AS (SELECT user_id, count(*) AS n FROM role_grant GROUP BY user_id) "
        "SELECT u.user_id, u.name, o.name AS unit FROM user_account AS u JOIN g ON g.user_id = u.user_id "
        "LEFT JOIN org_unit AS o ON o.org_unit_id = u.org_unit_id WHERE u.active AND g.n > 1",
        fact_columns(),
    )
    assert needs.tables == {"user_account", "role_grant"}
    assert needs.optional == {"org_unit"}
    assert ("user_account", "active") in needs.deciding
    assert ("user_account", "name") not in needs.deciding
    assert ("user_account", "org_unit_id") not in needs.deciding


def test_anti_join_needs_its_table() -> None:
    """A LEFT JOIN whose absence is the verdict is no ornament."""
    needs = needs_of(
        "SELECT g.user_id, g.role_id FROM role_grant AS g LEFT JOIN role AS r ON r.role_id = g.role_id "
        "WHERE r.role_id IS NULL",
        fact_columns(),
    )
    assert needs.tables == {"role_grant", "role"}


def test_absent_and_empty_differ(tmp_path: Path, snapshot: Path) -> None:
    """A table that was not collected skips the rule; one that was and is empty does not."""
    write_rule(tmp_path, "absent.sql", GOOD.replace("WHERE", "JOIN material AS m ON m.code = u.login WHERE"))
    write_rule(tmp_path, "empty.sql", GOOD.replace("WHERE", "JOIN role AS m ON m.code = u.login WHERE"))
    outcomes = {o.rule.id: o for o in run_rules(snapshot, load_pack(tmp_path))}
    assert outcomes["custom.absent"].status == "skipped"
    assert "material" in outcomes["custom.absent"].reason.en  # type: ignore[union-attr]
    assert outcomes["custom.empty"].status == "passed"


def test_unknown_column_skips(tmp_path: Path, snapshot: Path) -> None:
    """A rule that decides by a column nobody provides is skipped, one that only shows it is not."""
    write_rule(tmp_path, "decides.sql", GOOD.replace("u.login = 'bad'", "u.last_login_at IS NULL"))
    write_rule(tmp_path, "shows.sql", GOOD.replace("u.name FROM", "u.name, u.last_login_at FROM"))
    outcomes = {o.rule.id: o for o in run_rules(snapshot, load_pack(tmp_path))}
    assert outcomes["custom.decides"].status == "skipped"
    assert outcomes["custom.shows"].status == "failed"


# -- sealing and limits ----------------------------------------------------------------------------------------------

ATTACKS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "COPY (SELECT 1) TO '/tmp/healthcheck-attack.csv'",
    "ATTACH '/tmp/healthcheck-attack.duckdb' AS x",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "PRAGMA database_list; SET threads = 8",
    "DELETE FROM snap.user_account",
    "UPDATE snap.user_account SET login = 'x'",
    "CREATE TABLE snap.x (a INTEGER)",
    "EXPORT DATABASE '/tmp/healthcheck-attack'",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_sealed_database_refuses(snapshot: Path, tmp_path: Path, sql: str) -> None:
    """Nothing outside the facts can be reached, and the facts cannot be changed."""
    con = open_sealed(snapshot, datetime(2026, 1, 1), "1GB", tmp_path / "spill")
    lock(con)
    try:
        with pytest.raises(duckdb.Error):
            con.execute(sql).fetchall()
    finally:
        con.close()


def test_python_names_are_out_of_reach(snapshot: Path, tmp_path: Path) -> None:
    """A variable of the program is not a table."""
    secret = pa.table({"x": [1]})
    assert secret.num_rows == 1
    con = open_sealed(snapshot, datetime(2026, 1, 1), None, tmp_path / "spill")
    with pytest.raises(duckdb.Error):
        con.execute("SELECT * FROM secret")
    con.close()


PYTHON = '"""' + HEADER.replace("/*", "").replace("*/", "") + '"""\n'


def test_a_kept_process_keeps_nothing_of_the_scan_before(
    tmp_path: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a fleet one process runs the Python rules of many targets: the same process, the rules imported anew."""
    write_rule(
        tmp_path,
        "py_memory.py",
        PYTHON + "import os\nSEEN = []\ndef check(user_account):\n    for u in user_account.rows():\n"
        "        SEEN.append(u.user_id)\n"
        "        yield {'user_id': u.user_id, 'name': u.name, 'seen': len(SEEN), 'process': os.getpid()}\n",
    )
    pack, limits = load_pack(tmp_path), Limits(workers=1)

    def scanned() -> list[tuple[object, object, object]]:
        (outcome,) = run_rules(snapshot, pack, limits=limits)
        return [(f.subject.key, f.evidence["seen"], f.evidence["process"]) for f in outcome.findings]

    alone, other = scanned(), scanned()
    assert alone and [row[:2] for row in alone] == [row[:2] for row in other]
    assert alone[0][2] != other[0][2], "it ended with the scan"
    monkeypatch.setattr(Kept, "wanted", True)
    try:
        first, second = scanned(), scanned()
        assert first[0][2] == second[0][2] and first == second
        assert [row[:2] for row in first] == [row[:2] for row in alone]
        [waiting] = Kept.idle
        process = waiting.process()
        process.kill()
        process.wait()
        assert [row[:2] for row in scanned()] == [row[:2] for row in alone]
    finally:
        for worker in Kept.idle:
            worker.stop()
        Kept.idle.clear()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are copied on Linux only")
def test_a_copied_process_judges_and_fails_as_a_new_one(tmp_path: Path, snapshot: Path) -> None:
    """`check` copies a process for Python rules off itself: same rows, same failures, nothing left behind."""
    write_rule(
        tmp_path,
        "py_rows.py",
        PYTHON + "import sys\ndef check(user_account):\n    print('noise')\n    print('noise', file=sys.stderr)\n"
        "    for u in user_account.rows():\n        yield {'user_id': u.user_id, 'name': u.name}\n",
    )
    write_rule(tmp_path, "py_exit.py", PYTHON + "import os\ndef check(user_account):\n    os._exit(3)\n")
    greedy = "def check(user_account):\n    x = bytearray(9 * 1024**3)\n    return []\n"
    write_rule(tmp_path, "py_greedy.py", PYTHON + greedy)
    pack, limits = load_pack(tmp_path), Limits(workers=1)
    by_new = run_rules(snapshot, pack, limits=limits)
    worker = PythonWorker(MEMORY)
    copied = worker.process(Forked)
    assert copied.poll() is None
    Kept.idle.append(worker)
    by_copy = run_rules(snapshot, pack, limits=limits)
    assert not Kept.idle and copied.poll() is not None
    said = [[(o.rule.id, o.status, o.count, o.reason and o.reason.en) for o in found] for found in (by_new, by_copy)]
    assert said[0] == said[1] and {o.status for o in by_copy} == {"failed", "broken"}
    rows = [next(o for o in found if o.rule.id.endswith("py_rows")).findings for found in (by_new, by_copy)]
    assert rows[0] and [f.subject.key for f in rows[0]] == [f.subject.key for f in rows[1]]


def test_every_way_to_fail_is_its_own_outcome(tmp_path: Path, snapshot: Path) -> None:
    """Looping, raising, exiting, printing, greedy and slow rules end as their own outcome; the rest is judged."""
    write_rule(tmp_path, "good.sql", GOOD)
    loop = (
        "WHERE (SELECT count(*) FROM range(100000000) AS a, range(100000000) AS b WHERE a.range % 7 = b.range % 11) > 0"
    )
    write_rule(tmp_path, "sql_loop.sql", GOOD.replace("WHERE u.login = 'bad'", loop))
    write_rule(tmp_path, "py_loop.py", PYTHON + "def check(user_account):\n    while True:\n        pass\n")
    write_rule(tmp_path, "py_raise.py", PYTHON + "def check(user_account):\n    raise ValueError('no')\n    yield\n")
    write_rule(tmp_path, "py_exit.py", PYTHON + "import os\ndef check(user_account):\n    os._exit(3)\n    yield\n")
    write_rule(
        tmp_path,
        "py_good.py",
        PYTHON + "def check(user_account):\n    print('noise')\n    for u in user_account.rows():\n"
        "        if u.login == 'bad':\n            yield {'user_id': u.user_id, 'name': u.name}\n",
    )
    write_rule(tmp_path, "py_greedy.py", PYTHON + "def check(user_account):\n    x = bytearray(10**12)\n    yield {}\n")
    write_rule(tmp_path, "py_shape.py", PYTHON + "def check(user_account):\n    yield {'name': 'x'}\n")
    write_rule(tmp_path, "py_syntax.py", PYTHON + "def check(user_account:\n    yield\n")
    started = time.monotonic()
    outcomes = {o.rule.id: o for o in run_rules(snapshot, load_pack(tmp_path), limits=Limits(seconds=6, workers=2))}
    assert time.monotonic() - started < 120
    status = {rule.removeprefix("custom."): o.status for rule, o in outcomes.items()}
    assert status == {
        "good": "failed",
        "sql_loop": "timeout",
        "py_loop": "timeout",
        "py_raise": "broken",
        "py_exit": "broken",
        "py_good": "failed",
        "py_greedy": "broken",
        "py_shape": "broken",
        "py_syntax": "broken",
    }
    assert outcomes["custom.py_good"].count == 2
    for outcome in outcomes.values():
        assert outcome.status == "failed" or (outcome.reason is not None and outcome.reason.zh)


# -- findings --------------------------------------------------------------------------------------------------------


def test_fingerprint_survives_a_rebuilt_database(tmp_path: Path) -> None:
    """Surrogate keys may change; the business code keeps a finding the same."""
    write_rule(tmp_path / "pack", "r.sql", GOOD)
    marks = []
    for keys in (["1", "2"], ["71", "72"]):
        path = tmp_path / f"{keys[0]}.duckdb"
        with Snapshot.create(path) as made:
            part = Part("user_account", "test", "empty")
            made.append(
                part, [pa.RecordBatch.from_pydict({"user_id": keys, "login": ["good", "bad"], "name": ["A", "B"]})]
            )
            made.record(part)
        (outcome,) = run_rules(path, load_pack(tmp_path / "pack"))
        marks.append(outcome.findings[0].fingerprint)
    assert marks[0] == marks[1]


def test_count_is_exact_beyond_what_is_kept(tmp_path: Path) -> None:
    """A thousand bad rows are counted, and only some kept."""
    write_rule(tmp_path / "pack", "r.sql", GOOD)
    path = tmp_path / "many.duckdb"
    with Snapshot.create(path) as made:
        part = Part("user_account", "test", "empty")
        rows = {"user_id": list(range(5000)), "login": ["bad"] * 5000, "name": ["x"] * 5000}
        made.append(part, [pa.RecordBatch.from_pydict(rows)])
        made.record(part)
    (outcome,) = run_rules(path, load_pack(tmp_path / "pack"), limits=Limits(findings=100))
    assert (outcome.count, len(outcome.findings)) == (5000, 100)


# -- snapshots -------------------------------------------------------------------------------------------------------


def test_values_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    """Unreadable numbers, rows without key and odd enumerations make the part partial and are described."""
    with Snapshot.create(tmp_path / "s.duckdb") as made:
        part = Part("material", "test", "empty")
        made.append(
            part,
            [
                pa.RecordBatch.from_pydict(
                    {
                        "material_id": ["1", None, "3"],
                        "code": ["A", "B", "C"],
                        "shelf_life_days": ["12", "x", "many"],
                        "kind": ["goods", "goods", "thing"],
                        "active": ["1", "0", ""],
                    }
                )
            ],
            "item",
        )
        made.record(part)
        rows = made.con.execute(
            "SELECT material_id, shelf_life_days, active, origin FROM material ORDER BY 1"
        ).fetchall()
    assert rows == [("1", 12, True, "item#1"), ("3", None, True, "item#3")]
    assert part.state == "partial" and part.reason is not None
    for said in ("no material_id", "no BIGINT", "thing"):
        assert said in part.reason.en


@pytest.mark.parametrize("damage", ["truncated", "text", "missing", "other", "newer"])
def test_damaged_snapshot(tmp_path: Path, snapshot: Path, damage: str) -> None:
    """A snapshot that cannot be read is one clear message in the chosen language."""
    path = tmp_path / "damaged.duckdb"
    if damage == "truncated":
        path.write_bytes(snapshot.read_bytes()[:5000])
    elif damage == "text":
        path.write_text("hello", "utf-8")
    elif damage == "other":
        duckdb.connect(str(path)).execute("CREATE TABLE x (a INTEGER)").close()
    elif damage == "newer":
        path.write_bytes(snapshot.read_bytes())
        con = duckdb.connect(str(path))
        con.execute("UPDATE hc_snapshot SET value = '99' WHERE key = 'format'")
        con.close()
    if damage != "missing":
        with pytest.raises(SnapshotError):
            Snapshot.open(path)
    for lang, word in (("en", "damaged.duckdb"), ("zh", "快照")):
        code, out, err = run_cli("scan", str(path), "--lang", lang)
        assert code == 2 and out == ""
        assert word in err and "Traceback" not in err


def test_nothing_is_left_of_a_failed_collect(tmp_path: Path) -> None:
    """When no target opens there is no half snapshot."""
    code, _, _ = run_cli("collect", f"sqlite:///{tmp_path}/none.db", "-o", str(tmp_path / "s.duckdb"))
    assert code == 4
    assert list(tmp_path.iterdir()) == []


def test_pack_problem_in_header_is_kept(tmp_path: Path) -> None:
    """A file without header is a problem of its own, named by line."""
    path = write_rule(tmp_path, "r.sql", "SELECT 1")
    with pytest.raises(PackError, match=r"r\.sql:1:1"):
        read_rule(path)
    assert isinstance(load_pack(tmp_path), Pack)


def test_what_is_cut_cannot_lack_anything(tmp_path: Path) -> None:
    """Where a table was not read whole, rules that look for what is missing from it are skipped; others are not."""
    orphan = "SELECT g.user_id, g.role_id, g.user_id AS name FROM role_grant AS g LEFT JOIN user_account AS u ON u.user_id = g.user_id"
    header = HEADER.replace('"user_account"', '"role_grant"')
    write_rule(tmp_path, "orphan.sql", f"{header}{orphan} WHERE u.user_id IS NULL")
    write_rule(
        tmp_path,
        "not_exists.sql",
        header + "SELECT g.user_id, g.role_id, g.user_id AS name FROM role_grant AS g"
        " WHERE NOT EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = g.user_id)",
    )
    write_rule(tmp_path, "plain.sql", GOOD)
    path = tmp_path / "cut.duckdb"
    with Snapshot.create(path) as made:
        for fact, rows in (
            ("user_account", {"user_id": ["1"], "login": ["bad"], "name": ["A"]}),
            ("role_grant", {"user_id": ["1", "2"], "role_id": ["r", "r"]}),
        ):
            part = Part(fact, "test", "partial" if fact == "user_account" else "empty", failed=fact == "user_account")
            made.append(part, [pa.RecordBatch.from_pydict(rows)])
            made.record(part)
    status = {o.rule.id: o.status for o in run_rules(path, load_pack(tmp_path))}
    assert status == {"custom.orphan": "skipped", "custom.not_exists": "skipped", "custom.plain": "failed"}
