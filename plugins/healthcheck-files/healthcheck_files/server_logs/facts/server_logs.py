"""Statements and plans from the logs of a folder; each file tells by its beginning which server wrote it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from healthcheck.adapters import Source
from healthcheck.facts import Fact, QueryPlan, Statement
from healthcheck.serverlog import Tally, mysql, postgresql

FACTS = (Statement, QueryPlan)
#: A folder without such a log does not say that there are no slow statements.
GIVEN_ONLY = True
QUERIES: dict[str, str] = {}

#: Bytes that are read of one file: its end, where the newest entries are.
MAX_BYTES = 256 * 1024 * 1024
#: Lines that tell what a file is.
_HEAD = 400
_PATTERNS = ("*.log", "*.log.[0-9]*", "*slow*.txt", "postgresql-*.csv", "postgresql-*.json")


def collect(source: Source) -> Iterator[Fact]:
    """One tally per kind of server, over all files of the folder."""
    tallies = {
        "postgres": Tally("auto_explain", "postgres", "log"),
        "mysql": Tally("slow log", "mysql", "log"),
    }
    for path in source.files(*_PATTERNS):
        name = path.relative_to(source.root).as_posix() if path.is_relative_to(source.root) else path.name
        for tally in tallies.values():
            tally.origin = name
        try:
            _read(path, tallies)
            if path.stat().st_size > MAX_BYTES:
                megabytes = MAX_BYTES // 1024 // 1024
                source.problem(
                    Statement, f"{name}: only the last {megabytes} MB were read", f"{name}：只读取了最后 {megabytes} MB"
                )
        except OSError as error:
            why = error.strerror or str(error)
            source.problem(Statement, f"{name} cannot be read ({why})", f"{name} 无法读取（{why}）")
    for tally in tallies.values():
        if tally.left_out:
            source.problem(
                Statement,
                f"{tally.left_out} calls of further statements were left out: too many different ones",
                f"不同的语句太多，另有 {tally.left_out} 次调用未计入",
            )
        yield from tally.statements()
        yield from tally.plans()


def _read(path: Path, tallies: dict[str, Tally]) -> None:
    with path.open("rb") as head:
        first = [line.decode("utf-8", "replace") for line in itertools.islice(_lines(head.readline), _HEAD)]
    with path.open("rb") as file:
        size = path.stat().st_size
        if size > MAX_BYTES:
            file.seek(size - MAX_BYTES)
            file.readline(MAX_BYTES)
        text = (line.decode("utf-8", "replace") for line in _lines(file.readline))
        if mysql.is_slow_log(first):
            mysql.read_log(text, tallies["mysql"])
        else:
            postgresql.read_log(text, tallies["postgres"])


def _lines(readline: object) -> Iterator[bytes]:
    """Lines of bounded length; the rest of a longer one comes as lines of its own."""
    assert callable(readline)
    while line := readline(1_000_000):
        yield line
