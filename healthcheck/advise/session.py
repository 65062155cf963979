"""The advisor's session on PostgreSQL: read-only, generic plans, and hypothetical indexes where hypopg is installed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from healthcheck.adapters import Adapters, load_reader
from healthcheck.advise.candidates import Index, Use, uses_of
from healthcheck.databases import Database, Limits, StatementError, parse_url
from healthcheck.errors import UsageError
from healthcheck.facts import DbColumn, DbIndex, DbTable
from healthcheck.facts.base import Fact
from healthcheck.plan import Options, make_plan, table_names
from healthcheck.planning.session import PlanningSession
from healthcheck.sqltext import Schema

#: A statement that costs PostgreSQL's planner less than this is quick enough.
CHEAP = 20.0
#: What one written row costs per index, in the planner's units: the way down the tree and its part of a dirty page.
WRITE_COST = 0.05

#: Statements that read or change rows, none of the catalogue's and none of this program's own.
_WORTH = r"^[\s(]*(select|with|update|delete)\M"
_NOT_WORTH = r"\m(pg_catalog|information_schema|pg_stat_\w*|pg_class|pg_locks|pg_sleep|hypopg\w*)\M"

_REMEMBERED = """
SELECT CAST(s.queryid AS text) AS statement_id, min(s.query) AS sql, CAST(sum(s.calls) AS bigint) AS calls,
  sum(s.{total}) AS total_ms
FROM pg_stat_statements AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NOT NULL
  AND s.query ~* '{worth}' AND s.query !~* '{not_worth}'
GROUP BY s.queryid
ORDER BY sum(s.{total}) DESC
LIMIT {limit}
"""

_WRITES = """
SELECT schemaname || '.' || relname AS table_id,
  CAST(n_tup_ins + n_tup_upd - n_tup_hot_upd + n_tup_del AS bigint) AS writes
FROM pg_catalog.pg_stat_user_tables
"""


@dataclass(frozen=True)
class Work:
    """A statement of the workload and how often it runs; ``whole`` tells that it is to be planned as it stands."""

    statement_id: str
    sql: str
    calls: int = 1
    total_ms: float | None = None
    whole: bool = False


@dataclass(frozen=True)
class Planned:
    """What the planner makes of a statement: its cost, the indexes it uses, and the plan."""

    cost: float
    used: frozenset[Index]
    plan: dict[str, Any] = field(repr=False, hash=False, compare=False, default_factory=dict)


class Planner(Protocol):
    """What the advisor asks: a live PostgreSQL with hypopg, or a scratch copy with real indexes."""

    @property
    def dialect(self) -> str:
        """sqlglot's name of what the statements are written in."""

    @property
    def proves(self) -> bool:
        """Whether plans with further indexes can be had."""

    @property
    def cheap(self) -> float:
        """A statement of less cost is quick enough."""

    @property
    def schema(self) -> Schema:
        """The target's tables, columns and indexes."""

    @property
    def writes(self) -> dict[str, int]:
        """Rows written per table since the statistics began, which every index on it has to follow."""

    def prepare(self, work: Work) -> None:
        """Get ready to plan a statement.

        Raises:
            StatementError: when that cannot be.
        """

    def planned_text(self, work: Work) -> str:
        """The text that is planned for a prepared statement: the server's own may have lost its values."""

    def plan(self, work: Work, indexes: Iterable[Index] = ()) -> Planned:
        """The plan of a prepared statement if these indexes existed.

        Raises:
            StatementError: when the server refuses to plan it.
        """

    def uses(self, work: Work, planned: Planned) -> list[Use]:
        """What a statement does with each table."""

    def size(self, index: Index) -> int | None:
        """Bytes that an index is expected to take."""

    def upkeep(self, index: Index) -> float:
        """What writes cost for an index, in the units of plans."""

    def statement(self, index: Index) -> str:
        """What to run to have an index."""


F = TypeVar("F", bound=Fact)


def schema_of(database: Database) -> Schema:
    """Tables, columns, indexes and views, read with the same statements as a scan's.

    Raises:
        StatementError: when the server refuses a statement.
    """
    from healthcheck.reading import ReaderSource

    catalogue = database.catalogue()
    plan = make_plan(database, catalogue, Adapters(), Options())

    def read(fact: type[F]) -> Iterator[F]:
        [table] = table_names([fact])
        for step in plan.steps:
            if step.part.fact == table and step.fitted is not None:
                same = {c: v[1:-1] for c, v in step.fitted.constants.items() if v.startswith("'")}
                for row in database.rows(step.fitted.sql):
                    values: dict[str, Any] = {**same, **row}
                    yield cast("F", fact.model_construct(None, **values))
        for reader in plan.readers:
            if fact in reader.facts:
                source = ReaderSource(reader, database, catalogue, None)
                for item in load_reader(reader.path).collect(source):
                    if isinstance(item, fact):
                        yield item
                if source.failures:
                    raise StatementError(source.failures[0])

    return Schema(list(read(DbTable)), list(read(DbColumn)), list(read(DbIndex)))


class Session(PlanningSession):
    """A read-only session that plans statements as they would run with some further indexes."""

    cheap = CHEAP

    def __init__(self, url: Any, limits: Limits) -> None:
        super().__init__(url, limits)
        self._standing: frozenset[Index] | None = None
        self._names: dict[str, Index] = {}

    @classmethod
    def open(cls, url: str, limits: Limits | None = None) -> Session:
        """Connect.

        Raises:
            UsageError: when the URL is not that of a PostgreSQL database.
            UnreachableError: when the server does not let us in.
        """
        parsed = parse_url(url)
        if parsed.drivername.split("+", 1)[0] not in ("postgresql", "postgres"):
            raise UsageError(
                "This needs a PostgreSQL database: postgresql://user:password@host/database.",
                "这里需要 PostgreSQL 数据库：postgresql://用户:密码@主机/库名。",
            )
        return cls(parsed, limits or Limits(seconds=30))

    @cached_property
    def proves(self) -> bool:
        """Whether hypopg is installed in this database."""
        return bool(self.ask("SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'hypopg'"))

    @cached_property
    def can_install(self) -> bool:
        """Whether the server has hypopg, so that CREATE EXTENSION would do."""
        return bool(self.ask("SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'hypopg'"))

    @cached_property
    def schema(self) -> Schema:
        """Tables, columns and indexes, read with the same statements as a scan's."""
        return schema_of(self)

    @cached_property
    def writes(self) -> dict[str, int]:
        """Rows written per table since the statistics were reset, which every index on it has to follow."""
        return {str(row["table_id"]): int(str(row["writes"] or 0)) for row in self.rows(_WRITES)}

    def prepare(self, work: Work) -> None:
        """Prepare a statement; see :meth:`PlanningSession.prepare_text`.

        Raises:
            StatementError: when it cannot be prepared.
        """
        self.prepare_text(work.statement_id, work.sql)

    def planned_text(self, work: Work) -> str:
        """See `Planner`; generic plans need no values."""
        return work.sql

    def plan(self, work: Work, indexes: Iterable[Index] = ()) -> Planned:
        """The plan of a prepared statement if these indexes existed.

        Raises:
            StatementError: when the server refuses to plan it.
        """
        self._stand(frozenset(indexes))
        found = self.explain(work.statement_id)
        names = set(index_names(found))
        return Planned(
            float(found["Total Cost"]), frozenset(i for name, i in self._names.items() if name in names), found
        )

    def uses(self, work: Work, planned: Planned) -> list[Use]:
        """What the plan does with each table."""
        return uses_of(planned.plan)

    def upkeep(self, index: Index) -> float:
        """What writes cost for an index, in the planner's units."""
        return self.writes.get(index.table_id, 0) * WRITE_COST

    def statement(self, index: Index) -> str:
        """What to run to have an index, while others write."""
        return index.sql(index.name, concurrently=True) + ";"

    def size(self, index: Index) -> int:
        """Bytes that an index is expected to take."""
        self._stand(frozenset([index]))
        rows = self.ask("SELECT hypopg_relation_size(indexrelid) FROM hypopg_list_indexes")
        return int(rows[0][0]) if rows else 0

    def _stand(self, indexes: frozenset[Index]) -> None:
        """Let exactly these indexes exist for the planner."""
        if self._standing == indexes or (self._standing is None and not indexes):
            return
        self.ask("SELECT hypopg_reset()")
        self._names = {}
        for index in sorted(indexes, key=lambda i: i.sql()):
            quoted = index.sql().replace("'", "''")
            try:
                rows = self.ask(f"SELECT indexname FROM hypopg_create_index('{quoted}')")
            except StatementError:
                continue  # an operator class is missing, or the table is of another kind: it then helps nobody
            self._names[str(rows[0][0])] = index
        self.ask("DISCARD PLANS")  # hypothetical indexes do not make a kept plan invalid
        self._standing = indexes


def index_names(node: dict[str, Any]) -> Iterator[str]:
    """The indexes that a plan uses."""
    stack = [node]
    while stack:
        found = stack.pop()
        if "Index Name" in found:
            yield str(found["Index Name"])
        stack.extend(found.get("Plans", ()))


def remembered(session: Session, limit: int = 200) -> list[Work]:
    """The statements of this database that took most time, as pg_stat_statements remembers them.

    Raises:
        UsageError: when the extension is not there or may not be read.
    """
    total = "total_exec_time"
    try:
        if session.ask(
            "SELECT 1 FROM pg_catalog.pg_attribute WHERE attname = 'total_time' AND attrelid = "
            "pg_catalog.to_regclass('pg_stat_statements')"
        ):
            total = "total_time"
        sql = _REMEMBERED.format(total=total, worth=_WORTH, not_worth=_NOT_WORTH, limit=limit)
        rows = list(session.rows(sql))
    except StatementError as error:
        raise UsageError(
            f"pg_stat_statements cannot be read ({error.text.en}). Add it to shared_preload_libraries, run"
            " CREATE EXTENSION pg_stat_statements, grant pg_read_all_stats, or give statements with --statements FILE.",
            f"无法读取 pg_stat_statements（{error.text.zh}）。请把它加入 shared_preload_libraries，执行"
            " CREATE EXTENSION pg_stat_statements，授予 pg_read_all_stats；或用 --statements 指定语句文件。",
        ) from None
    return [
        Work(str(row["statement_id"]), str(row["sql"]), int(str(row["calls"])), float(str(row["total_ms"])))
        for row in rows
        if row["sql"] != "<insufficient privilege>"
    ]


def read_file(path: Path) -> list[Work]:
    """Statements of a file, separated by semicolons at line ends; each counts as one call."""
    parts = re.split(r";\s*(?:\n|\Z)", path.read_text("utf-8-sig"))
    return [Work(f"{path.name}:{n}", sql.strip()) for n, sql in enumerate(parts, 1) if sql.strip()]
