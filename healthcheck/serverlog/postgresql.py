"""PostgreSQL's log: `stderr`, `csvlog` and `jsonlog`, whatever `log_line_prefix` says.

Formats: https://www.postgresql.org/docs/current/runtime-config-logging.html and auto-explain.html
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from healthcheck.planning.plan_text import read_plan
from healthcheck.serverlog.tally import Tally

#: A longer message is no statement's.
MAX_MESSAGE = 1_000_000

_LEVEL = re.compile(
    r"(?:^|[^\w.])(?P<level>DEBUG\d?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY):  ?"
)
_PREFIX_PID = re.compile(r"\[(\d+)(?:-\d+)?\]")
_DURATION = re.compile(r"^duration: (?P<ms>[\d.]+) ms(?:  (?P<rest>.*))?$", re.DOTALL)
_STATEMENT = re.compile(r"^(?:statement|execute [^:]*|parse [^:]*|bind [^:]*): (?P<sql>.*)$", re.DOTALL)
_WAITED = re.compile(r"^process \d+ (?P<how>acquired|still waiting for) .* after (?P<ms>[\d.]+) ms")
_TEMPORARY = re.compile(r'^temporary file: path "[^"]*", size (?P<size>\d+)')
_COLUMNS_OF_CSV = 23


@dataclass
class _Message:
    """A message of the log with the statement that the server names for it."""

    session: str
    text: str
    statement: str = ""


def read_log(lines: Iterable[str], tally: Tally) -> int:
    """Take everything about slow statements out of a log; returns how many messages were of use."""
    used = 0
    for message in _messages(lines):
        used += _take(message, tally)
    return used


def _take(message: _Message, tally: Tally) -> bool:
    duration = _DURATION.match(message.text)
    if duration is not None:
        ms, rest = float(duration["ms"]), duration["rest"] or ""
        if rest.startswith("plan:"):
            return _take_plan(rest[5:], ms, tally)
        named = _STATEMENT.match(rest)
        sql = named["sql"] if named else message.statement
        if sql and not rest.startswith(("parse", "bind")):
            tally.call(sql, ms)
            return True
        return False
    waited = _WAITED.match(message.text)
    if waited is not None and message.statement:
        if waited["how"] == "acquired":
            tally.waited(message.statement, float(waited["ms"]))
        return True
    temporary = _TEMPORARY.match(message.text)
    if temporary is not None and message.statement:
        tally.spilled(message.statement, int(temporary["size"]))
        return True
    return False


def _take_plan(text: str, ms: float, tally: Tally) -> bool:
    body = text.strip()
    if body.startswith("{"):
        try:
            document: dict[str, Any] = json.loads(body)
        except (ValueError, RecursionError):
            return False
        sql, tree = str(document.get("Query Text", "")), document.get("Plan")
    else:
        first, _, rest = body.partition("Query Text: ")
        sql, tree = _split(rest if not first else body)
    if not sql or not isinstance(tree, dict):
        return False
    tally.call(sql, ms)
    tally.plan(sql, ms, tree)
    return True


def _split(text: str) -> tuple[str, dict[str, Any] | None]:
    """A query's text, which may have several lines, and the plan below it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.search(r"\(cost=[\d.]+\.\.[\d.]+ rows=\d+ width=\d+\)", line):
            return "\n".join(lines[:number]).strip(), read_plan("\n".join(lines[number:]))
    return text, None


def _messages(lines: Iterable[str]) -> Iterator[_Message]:
    """Messages of a log in whichever of the three formats it has."""
    iterator = iter(lines)
    first = next((line for line in iterator if line.strip()), "")

    def everything() -> Iterator[str]:
        yield first
        yield from iterator

    if first.lstrip().startswith("{"):
        yield from _of_json(everything())
    elif first.count(",") >= 10 and re.match(r"\d{4}-\d\d-\d\d [\d:.]+ \w+,", first):  # its message may have many lines
        yield from _of_csv(everything())
    else:
        yield from _of_text(everything())


def _of_json(lines: Iterable[str]) -> Iterator[_Message]:
    for line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and record.get("message"):
            yield _Message(str(record.get("pid", "")), str(record["message"]), str(record.get("statement") or ""))


def _of_csv(lines: Iterable[str]) -> Iterator[_Message]:
    csv.field_size_limit(MAX_MESSAGE)
    reader = csv.reader(lines)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if len(row) >= _COLUMNS_OF_CSV:
            yield _Message(row[3], row[13], row[19])


def _of_text(lines: Iterable[str]) -> Iterator[_Message]:
    """Messages begin with a level; further lines begin with a tab. `STATEMENT:` belongs to the session's last message."""
    waiting: dict[str, _Message] = {}
    current: tuple[str, str, list[str]] | None = None
    size = 0

    def close() -> Iterator[_Message]:
        if current is None:
            return
        level, session, parts = current
        text = "\n".join(parts)
        if level == "STATEMENT":
            before = waiting.pop(session, None)
            if before is not None:
                before.statement = text
                yield before
        elif level in ("LOG", "WARNING", "NOTICE", "INFO"):
            before = waiting.pop(session, None)
            if before is not None:
                yield before
            waiting[session] = _Message(session, text)
        elif level in ("ERROR", "FATAL", "PANIC"):
            before = waiting.pop(session, None)
            if before is not None:
                yield before

    for raw in lines:
        line = raw.rstrip("\r\n")
        if line.startswith("\t") and current is not None:
            if size < MAX_MESSAGE:
                current[2].append(line[1:])
                size += len(line)
            continue
        match = _LEVEL.search(line)
        if match is None:
            if current is not None and size < MAX_MESSAGE:
                current[2].append(line)  # other programs keep no tab
                size += len(line)
            continue
        yield from close()
        prefix = line[: match.start("level")]
        pid = _PREFIX_PID.search(prefix)
        current = (match["level"].rstrip("0123456789"), pid[1] if pid else "", [line[match.end() :]])
        size = len(line)
    yield from close()
    yield from waiting.values()
