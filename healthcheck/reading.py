"""Python fact files at work: what they see of the target, and their rows on the way into the snapshot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pyarrow as pa

from healthcheck.adapters import Gives, load_reader
from healthcheck.catalogue import Catalogue
from healthcheck.databases import Database, StatementError
from healthcheck.errors import PackError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Fact, TableSpec
from healthcheck.language import Text, join
from healthcheck.plan import Reader, table_names
from healthcheck.store import Part, Snapshot
from healthcheck.target import walk

#: Rows of one fact table that are gathered before they are written.
BLOCK = 5_000

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(28,8)": pa.decimal128(28, 8),
    "TIMESTAMP": pa.timestamp("us"),
    "DATE": pa.date32(),
}


class ReaderSource:
    """The :class:`healthcheck.adapters.Source` that one Python fact file sees."""

    def __init__(self, reader: Reader, database: Database | None, catalogue: Catalogue, root: Path | None) -> None:
        self.reader = reader
        self.database = database
        self.catalogue = catalogue
        self._root = root
        self.failures: list[Text] = []
        self.problems: dict[type[Fact], list[Text]] = {}
        self.known: dict[type[Fact], set[str]] = {}
        self.unknown: dict[type[Fact], dict[str, Text]] = {}
        self.lost = False

    @property
    def root(self) -> Path:
        if self._root is None:
            raise PackError(
                f"{self.reader.path}: a database has no folder.", f"{self.reader.path}：数据库目标没有目录。"
            )
        return self._root

    def rows(self, query: str, gives: Gives = (), fact: type[Fact] | None = None) -> Iterator[dict[str, Any]]:
        if query in self.reader.unusable:
            self._failed(self.reader.unusable[query], gives, fact)
            return
        if query not in self.reader.queries or self.database is None:
            raise PackError(f"{self.reader.path}: no query {query!r}.", f"{self.reader.path}：没有查询 {query!r}。")
        try:
            yield from self.database.rows(self.reader.queries[query].sql)
        except StatementError as error:
            self._failed(error.text, () if error.lost else gives, None if error.lost else fact)
            self.lost = self.lost or error.lost

    def _failed(self, reason: Text, gives: Gives, fact: type[Fact] | None) -> None:
        for given in gives if gives and isinstance(gives[0], tuple) else (gives,) if gives else ():
            of, column = cast("tuple[type[Fact], str]", given)
            self.unknown.setdefault(of, {})[column] = reason
        if fact is not None:
            self.problems.setdefault(fact, []).append(reason)
        elif not gives:
            self.failures.append(reason)

    def has(self, thing: str) -> bool:
        return self.catalogue.has(thing)

    def files(self, *patterns: str) -> Iterator[Path]:
        yield from walk(self.root, *patterns)

    def problem(self, fact: type[Fact], en: str, zh: str) -> None:
        self.problems.setdefault(fact, []).append(Text(en, zh))

    def columns_known(self, fact: type[Fact], *columns: str) -> None:
        self.known.setdefault(fact, set()).update(columns)


def run_reader(reader: Reader, source: ReaderSource, snapshot: Snapshot) -> None:
    """Run one Python fact file; a crash is its own parts' reason and nothing else's.

    Raises:
        PackError: when it yields what its ``FACTS`` do not list.
    """
    _Run(reader, source, snapshot).run()


class _Run:
    """One run of one Python fact file."""

    def __init__(self, reader: Reader, source: ReaderSource, snapshot: Snapshot) -> None:
        self.name = f"{reader.adapter.name}/{reader.path.name}"
        self.module: ModuleType = load_reader(reader.path)
        self.source = source
        self.snapshot = snapshot
        statement = ";\n".join(q.sql for q in reader.queries.values())
        tables = zip(reader.facts, table_names(reader.facts), strict=True)
        self.parts = {fact: Part(table, self.name, "empty", statement=statement) for fact, table in tables}
        self.waiting: dict[type[Fact], list[Fact]] = {f: [] for f in reader.facts}
        self.set_columns: dict[type[Fact], set[str]] = {f: set() for f in reader.facts}
        self.given: set[type[Fact]] = set()
        self.unread: dict[type[Fact], list[Text]] = {}

    def run(self) -> None:
        """Read everything, then record what became of each fact table."""
        started = time.perf_counter()
        crash: Text | None = None
        try:
            for item in self.module.collect(self.source):
                self._take(item)
        except PackError:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            crash = Text(f"{self.name} failed: {said}", f"{self.name} 出错：{said}")
        for fact, part in self.parts.items():
            self._flush(fact)
            part.ms = (time.perf_counter() - started) * 1000
            self._record(fact, part, crash)

    def _take(self, item: Fact | tuple[type[Fact], pa.RecordBatch]) -> None:
        """A fact, or (fact class, Arrow batch) where whole files come in columns."""
        fact = item[0] if isinstance(item, tuple) else type(item)
        if fact not in self.parts:
            raise PackError(
                f"{self.name}: yields {fact.__name__}, which FACTS does not list.",
                f"{self.name}：产生了 {fact.__name__}，但 FACTS 中没有声明。",
            )
        self.given.add(fact)
        if isinstance(item, tuple):
            self._append(fact, item[1])
            self.set_columns[fact].update(item[1].schema.names)
            return
        self.waiting[fact].append(item)
        self.set_columns[fact] |= item.model_fields_set
        if len(self.waiting[fact]) >= BLOCK:
            self._flush(fact)

    def _flush(self, fact: type[Fact]) -> None:
        if self.waiting[fact]:
            self._append(fact, facts_batch(TABLES[self.parts[fact].fact], self.waiting[fact]))
            self.waiting[fact].clear()

    def _append(self, fact: type[Fact], batch: pa.RecordBatch) -> None:
        part = self.parts[fact]
        part.reason = None
        self.snapshot.append(part, [batch])
        if part.reason is not None:
            self.unread.setdefault(fact, []).append(part.reason)

    def _record(self, fact: type[Fact], part: Part, crash: Text | None) -> None:
        given_only = getattr(self.module, "GIVEN_ONLY", False)
        problems = self.source.problems.get(fact, [])
        nothing = given_only and fact not in self.given
        turn_on = getattr(self.module, "TURN_ON", {}).get(fact) if self.source.failures else None
        if nothing and not crash and not problems and turn_on is None:
            return  # nothing was there to read it from: not collected, which is not the same as empty
        reasons = [*problems, *([crash] if crash else []), *self.source.failures, *self.unread.get(fact, [])]
        elsewhere = fact in getattr(self.module, "PARTIAL", ())  # files that hold only some of what the system has
        part.failed = bool(crash or self.source.lost or elsewhere)
        if elsewhere:
            reasons.append(Text("the files hold only some of its rows", "文件中只有部分数据"))
        if reasons:
            part.state = "partial" if part.rows else "absent"
            if turn_on is not None and not self.source.lost:
                reasons.append(turn_on)
            part.reason = join(list(dict.fromkeys(reasons))[:5])
        declared = set(getattr(self.module, "known", {}).get(fact, ()))
        known = self.source.known.get(fact) or declared or self.set_columns[fact]
        # Nothing read from a whole source is still an answer: the table is known to be empty in every column.
        said = self.source.known.get(fact, set())  # what a file says it knows, it knows from elsewhere
        part.unknown = {c: reason for c, reason in self.source.unknown.get(fact, {}).items() if c not in said}
        part.known = tuple(
            c for c in TABLES[part.fact].columns if (c in known or not part.rows) and c not in part.unknown
        )
        self.snapshot.record(part)


def facts_batch(spec: TableSpec, rows: list[Fact]) -> pa.RecordBatch:
    arrays = []
    for column in spec.columns.values():
        values = [getattr(row, column.name) for row in rows]
        kind = _ARROW[column.sql_type]
        if column.sql_type == "TIMESTAMP":
            values = [v.astimezone(UTC).replace(tzinfo=None) if v is not None and v.tzinfo else v for v in values]
        arrays.append(pa.array(values, kind))
    return pa.RecordBatch.from_arrays(arrays, names=list(spec.columns))
