"""A pack written to do harm, scanned like any other: each attack is refused or contained and named, and the scan completes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from healthcheck.facts import TABLES
from healthcheck.outcome import Outcome
from healthcheck.rule import load_pack
from healthcheck.run import Limits, run_rules
from healthcheck.store import Part, Snapshot

HEADER = """
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
"""

GOOD = "SELECT u.user_id, u.name FROM user_account AS u WHERE u.login = 'bad'"

#: Rules in SQL: what is tried → (the query, the outcome, a word of the reason). What fills the memory ends by the one limit
#: or the other, as fast as the machine is. {here} is a folder of the test.
SQL = {
    "read_csv": ("SELECT column0 AS user_id, 'x' AS name FROM read_csv('{here}/secret.csv')", "broken", "file"),
    "sniff_csv": ("SELECT Columns::VARCHAR AS user_id, 'x' AS name FROM sniff_csv('{here}/secret.csv')", "broken", "file"),
    "read_json": ("SELECT json AS user_id, 'x' AS name FROM read_json('{here}/secret.csv')", "broken", ""),
    "read_parquet": ("SELECT 'x' AS user_id, 'x' AS name FROM read_parquet('{here}/secret.csv')", "broken", ""),
    "read_text": ("SELECT filename AS user_id, content AS name FROM read_text('{here}/secret.csv')", "broken", "file"),
    "read_blob": ("SELECT filename AS user_id, content::VARCHAR AS name FROM read_blob('{here}/*')", "broken", "file"),
    "read_as_table": ("SELECT 'x' AS user_id, 'x' AS name FROM '{here}/secret.csv'", "broken", "secret"),
    "list_files": ("SELECT file AS user_id, 'x' AS name FROM glob('{here}/*')", "broken", "file"),
    "read_network": ("SELECT 'x' AS user_id, content AS name FROM read_text('http://127.0.0.1:{port}/x')", "broken", "disabled"),
    "attach": ("ATTACH '{here}/stolen.duckdb' AS x", "broken", "one SELECT"),
    "copy_out": ("COPY (SELECT * FROM user_account) TO '{here}/stolen.csv'", "broken", "one SELECT"),
    "export": ("EXPORT DATABASE '{here}/stolen'", "broken", "one SELECT"),
    "pragma": ("PRAGMA database_list", "broken", "one SELECT"),
    "pragma_as_call": ("CALL pragma_version()", "broken", "one SELECT"),
    "setting": ("SET enable_external_access = true", "broken", "one SELECT"),
    "install": ("INSTALL httpfs", "broken", "one SELECT"),
    "load": ("LOAD '{here}/evil.duckdb_extension'", "broken", "one SELECT"),
    "delete": ("DELETE FROM snap.user_account", "broken", "one SELECT"),
    "second_statement": (GOOD + "; COPY (SELECT 1) TO '{here}/stolen.csv'", "broken", "one SELECT"),
    "hidden_in_text": ("SELECT user_id, name FROM query('ATTACH ''{here}/stolen.duckdb'' AS x')", "broken", ""),
    "environment": ("SELECT 'x' AS user_id, getenv('HOME') AS name", "broken", "getenv"),
    "memory": (
        "SELECT 'x' AS user_id, len(list(repeat('x', 1000) || r.range))::VARCHAR AS name FROM range(100000000) AS r",
        "broken|timeout",
        "",
    ),
    "loop": (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT (n + 1) % 7 FROM t) SELECT n::VARCHAR AS user_id, 'x' AS name FROM t",
        "timeout",
        "",
    ),
}  # fmt: skip

#: Rules in Python: what is tried → (the body of `check`, the outcome, a word of the reason).
PYTHON = {
    "raises": ("raise ValueError('no licence')\n    yield", "broken", "no licence"),
    "interrupts": ("raise KeyboardInterrupt\n    yield", "broken", ""),
    "exits": ("import sys; sys.exit(0)\n    yield", "broken", ""),
    "exits_at_once": ("import os; os._exit(0)\n    yield", "broken", ""),
    "kills_itself": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n    yield", "broken", ""),
    "recurses": ("def deep(n):\n        return deep(n + 1)\n    deep(0)\n    yield", "broken", "RecursionError"),
    "prints": ("print('noise' * 1_000_000)\n    import sys; sys.stderr.write('x' * 1_000_000)\n    yield from ()", "passed", ""),
    "writes_to_the_pipe": ("import os; os.write(1, b'{\"ok\": true}\\n' * 1000)\n    yield from ()", "passed", ""),
    "memory": ("x = bytearray(10**12)\n    yield {}", "broken", "MemoryError"),
    "endless": ("while True:\n        pass\n    yield", "timeout", ""),
    "endless_rows": ("while True:\n        yield {'user_id': 'x', 'name': 'y' * 1000}", "broken|timeout", ""),
    "odd_rows": ("yield object()", "broken", ""),
    "mutates": (
        "import pyarrow as pa\n    rows = list(user_account.rows())\n    try:\n        rows[0].login = 'bad'\n"
        "    except Exception:\n        pass\n    user_account.arrow = lambda: pa.table({})\n    yield from ()",
        "passed",
        "",
    ),
}  # fmt: skip


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who waits for a pack to call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def write_pack(folder: Path, here: Path, port: int) -> None:
    """Every attack is a rule of it; two more rules are as they should be and come last by name."""
    folder.mkdir(parents=True)
    for name, (query, _, _) in SQL.items():
        query = query.replace("{here}", str(here)).replace("{port}", str(port))
        (folder / f"{name}.sql").write_text(f"/*{HEADER}*/\n{query}", "utf-8")
    good = "for u in user_account.rows():\n        if u.login == 'bad':\n            yield {'user_id': u.user_id, 'name': u.name}"
    for name, body in {**{f"py_{n}": body for n, (body, _, _) in PYTHON.items()}, "zz_good_python": good}.items():
        (folder / f"{name}.py").write_text(f'"""{HEADER}"""\n\n\ndef check(user_account):\n    {body}\n', "utf-8")
    (folder / "zz_good.sql").write_text(f"/*{HEADER}*/\n{GOOD}", "utf-8")
    when_loaded = f'"""{HEADER}"""\nimport sys\nsys.exit(0)\n\n\ndef check(user_account):\n    yield {{}}\n'
    (folder / "py_exits_when_loaded.py").write_text(when_loaded, "utf-8")


def write_snapshot(path: Path) -> None:
    """Three accounts."""
    with Snapshot.create(path) as made:
        part = Part("user_account", "test", "empty", known=tuple(TABLES["user_account"].columns))
        rows = {"user_id": ["1", "2", "3"], "login": ["good", "bad", "bad"], "name": ["A", "B", "C"]}
        made.append(part, [pa.RecordBatch.from_pydict(rows)])
        made.record(part)


def test_a_hostile_pack_is_contained(tmp_path: Path, listener: socket.socket) -> None:
    """All attacks in one scan: it completes, each is named for what it was, and honest rules are judged as if they were alone."""
    here = tmp_path / "here"  # holds a secret that nothing may read, and nothing may appear beside it
    here.mkdir()
    (here / "secret.csv").write_text("the secret\n", "utf-8")
    write_pack(tmp_path / "pack" / "access", here, listener.getsockname()[1])
    write_snapshot(tmp_path / "facts.duckdb")
    limits = Limits(seconds=10, memory="400MB", python_memory=2 * 1024**3, workers=2)
    judged = run_rules(tmp_path / "facts.duckdb", load_pack(tmp_path / "pack"), limits=limits)
    outcomes = {outcome.rule.id.removeprefix("access."): outcome for outcome in judged}

    assert len(outcomes) == len(SQL) + len(PYTHON) + 3
    for name in ("zz_good", "zz_good_python"):
        assert (outcomes[name].status, outcomes[name].count) == ("failed", 2), outcomes[name].reason
    expected = {**{n: (s, w) for n, (_, s, w) in SQL.items()}, **{f"py_{n}": (s, w) for n, (_, s, w) in PYTHON.items()}}
    expected["py_exits_when_loaded"] = ("broken", "")
    strange = {n: outcomes[n] for n, (status, word) in expected.items() if not as_expected(outcomes[n], status, word)}
    assert not strange
    assert [path.name for path in here.iterdir()] == ["secret.csv"]
    # Preparing a query already opens what it names: the seal must come before that, too.
    with pytest.raises(BlockingIOError):
        listener.accept()


def as_expected(outcome: Outcome, status: str, word: str) -> bool:
    """Whether an attack ended so, with a reason in both languages that names it and gives nothing away."""
    if outcome.status not in status.split("|") or status == "passed":
        return outcome.status == status
    reason = outcome.reason
    return (
        reason is not None and bool(reason.zh) and word.lower() in reason.en.lower() and "the secret" not in reason.en
    )
