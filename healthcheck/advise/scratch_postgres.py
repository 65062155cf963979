"""A scratch copy on PostgreSQL: every index is really created, and those not asked about are gone while a plan is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from healthcheck.advise.candidates import Index, Use, quote, uses_of
from healthcheck.advise.scratch import Scratch, blocks, refuse_same
from healthcheck.advise.session import CHEAP, Planned, Session, Work, index_names
from healthcheck.databases import Limits, StatementError, parse_url
from healthcheck.errors import UsageError
from healthcheck.facts import DbColumn
from healthcheck.planning.session import PlanningSession
from healthcheck.sqltext import Known, Schema

_INDEXES = """
SELECT pg_catalog.pg_get_indexdef(i.indexrelid) AS text, i.indisunique AS is_unique
FROM pg_catalog.pg_index AS i
WHERE i.indrelid = CAST('{table}' AS regclass) AND i.indisvalid
ORDER BY i.indisunique DESC, i.indexrelid
"""
_WHO = """
SELECT CAST((SELECT system_identifier FROM pg_catalog.pg_control_system()) AS text) || '/' ||
  (SELECT CAST(oid AS text) FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AS who
"""
_TABLES = """
SELECT n.nspname || '.' || c.relname AS name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend AS d ON d.objid = c.oid AND d.deptype = 'e'
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND d.objid IS NULL
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
"""


class _Writing(PlanningSession):
    """A session that may write, in the database that was given for that."""

    def _settings(self) -> dict[str, str]:
        return {**super()._settings(), "default_transaction_read_only": "off", "synchronous_commit": "off"}


class PostgresScratch(Scratch):
    """Plans of the copy; what it knows of tables, indexes and writes is the target's."""

    proves = True
    dialect = "postgres"
    cheap = CHEAP

    def __init__(self, target: Session, url: str, limits: Limits) -> None:
        """Connect.

        Raises:
            UsageError: when the URL is no PostgreSQL database or the target itself.
            UnreachableError: when the server does not let us in.
        """
        super().__init__()
        self.target = target
        parsed = parse_url(url)
        if parsed.drivername.split("+", 1)[0] not in ("postgresql", "postgres"):
            raise UsageError(
                "The scratch database of a PostgreSQL target is PostgreSQL too.",
                "PostgreSQL 目标的临时库也必须是 PostgreSQL。",
            )
        self.session = _Writing(parsed, limits)
        if self._who(self.session) == self._who(target):
            self.session.close()
            raise refuse_same()
        self.compare(*(str(s.ask("SELECT version()")[0][0]).split(" on ")[0] for s in (target, self.session)))
        self._schemas: set[str] = set()
        self._tables: dict[str, set[str]] = {}

    @staticmethod
    def _who(session: PlanningSession) -> str:
        """Which database of which cluster a session is in."""
        try:
            return str(session.ask(_WHO)[0][0])
        except StatementError:  # not told to everybody: then by address
            url = session.url
            return f"{url.host}:{url.port or 5432}/{url.database or url.username}"

    @property
    def schema(self) -> Schema:
        """The target's tables, columns and indexes."""
        return self.target.schema

    @property
    def writes(self) -> dict[str, int]:
        """Rows written per table of the target."""
        return self.target.writes

    def existing(self) -> list[str]:
        """See `Scratch`."""
        return [str(row["name"]) for row in self.session.rows(_TABLES)]

    def create(self, known: Known) -> list[DbColumn]:
        """See `Scratch`; a type that the scratch server does not know becomes text."""
        columns = sorted(known.columns.values(), key=lambda c: c.position or 0)
        schema = known.table.schema_name
        if schema and schema not in self._schemas:
            self.session.ask(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}")
            self._schemas.add(schema)
        shape = ", ".join(
            f"{quote(c.name)} {self._type(c.type or 'text')}{'' if c.nullable else ' NOT NULL'}" for c in columns
        )
        self.session.ask(f"CREATE TABLE {_name(known)} ({shape}) WITH (autovacuum_enabled = off)")
        return columns

    def _type(self, name: str) -> str:
        literal = name.replace("'", "''")
        return name if self.session.ask(f"SELECT 1 WHERE pg_catalog.to_regtype('{literal}') IS NOT NULL") else "text"

    def sample(self, known: Known, columns: Sequence[DbColumn], count: int) -> list[tuple[Any, ...]]:
        """See `Scratch`: blocks from all over the table, in the order in which they lie."""
        wanted = ", ".join(f"CAST({quote(c.name)} AS text)" for c in columns)
        percent = min(100.0, 100.0 * 3 * count / max(known.rows, 1))
        scattered = known.table.kind in ("table", "partition", "materialized_view") and percent < 100
        how = f" TABLESAMPLE SYSTEM ({percent:.6f}) REPEATABLE (7)" if scattered else ""
        rows = self.target.ask(f"SELECT {wanted} FROM {_name(known)}{how} LIMIT {3 * count}")
        if not rows and how:  # a table of few pages
            rows = self.target.ask(f"SELECT {wanted} FROM {_name(known)} LIMIT {count}")
        step = max(len(rows) // count, 1)
        return rows[::step][:count]

    def fill(self, known: Known, columns: Sequence[DbColumn], rows: Iterator[tuple[Any, ...]]) -> int:
        """See `Scratch`."""
        made = 0
        for block in blocks(rows):
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in block)
            self.session.ask(f"INSERT INTO {_name(known)} VALUES {values}")
            made += len(block)
        return made

    def finish(self, known: Known) -> None:
        """See `Scratch`; where a value came twice a unique index becomes a plain one."""
        table = known.table.table_id.replace("'", "''")
        quoted = _name(known).replace("'", "''")
        for text, _ in self.target.ask(_INDEXES.format(table=quoted or table)):
            try:
                self.session.ask(str(text))
            except StatementError as error:
                if error.lost:
                    raise
                try:
                    self.session.ask(str(text).replace("CREATE UNIQUE INDEX", "CREATE INDEX", 1))
                except StatementError:
                    continue  # its operator class or function is not there
        self.session.ask(f"VACUUM (ANALYZE) {_name(known)}")

    def create_view(self, known: Known) -> None:
        """See `Scratch`."""
        if known.table.schema_name and known.table.schema_name not in self._schemas:
            self.session.ask(f"CREATE SCHEMA IF NOT EXISTS {quote(known.table.schema_name)}")
        self.session.ask(f"CREATE VIEW {_name(known)} AS {known.table.definition}")

    def drop(self, known: Known) -> None:
        """See `Scratch`."""
        kind = "VIEW" if known.table.definition else "TABLE"
        self.session.ask(f"DROP {kind} IF EXISTS {_name(known)} CASCADE")

    def prepare(self, work: Work) -> None:
        """Prepare a statement on the copy."""
        self.session.prepare_text(work.statement_id, work.sql)

    def planned_text(self, work: Work) -> str:
        """See `Planner`; generic plans need no values."""
        return work.sql

    def plan(self, work: Work, indexes: Iterable[Index] = ()) -> Planned:
        """The plan when exactly these of the indexes that were tried exist, besides the target's own."""
        wanted = frozenset(indexes)
        for index in wanted - self._built.keys():
            self._build(index)
        if work.statement_id not in self._tables:  # no index changes which tables a statement reads
            self._tables[work.statement_id] = {use.table_id for use in uses_of(self.session.explain(work.statement_id))}
        tables = self._tables[work.statement_id]
        gone = [name for i, name in self._built.items() if name and i not in wanted and i.table_id in tables]
        names = {name.rpartition(".")[2]: i for i, name in self._built.items() if name and i in wanted}
        self.session.ask("BEGIN")
        try:
            if gone:
                self.session.ask(f"DROP INDEX {', '.join(gone)}")
            found = self.session.explain(work.statement_id)
        finally:
            self.session.ask("ROLLBACK")
        used = frozenset(names[name] for name in index_names(found) if name in names)
        return Planned(float(found["Total Cost"]), used, found)

    def _build(self, index: Index) -> None:
        name = f"healthcheck_{len(self._built)}"
        schema = index.table_id.rpartition(".")[0]
        self._built[index] = f"{quote(schema)}.{name}" if schema else name
        try:
            self.session.ask(index.sql(name))
        except StatementError as error:
            if error.lost:
                raise
            self._built[index] = ""  # the server refuses such an index: it helps nobody

    def uses(self, work: Work, planned: Planned) -> list[Use]:
        """What the plan does with each table."""
        return uses_of(planned.plan)

    def size(self, index: Index) -> int | None:
        """Bytes that the index takes on the copy, for all of the table's rows."""
        name = self._built.get(index)
        if not name:
            return None
        size = int(self.session.ask(f"SELECT pg_catalog.pg_relation_size('{name}')")[0][0])
        return round(size / self.share(index))

    def upkeep(self, index: Index) -> float:
        """What writes cost for an index; of the share that the copy is, as the plans' costs are."""
        return self.target.upkeep(index) * self.share(index)

    def statement(self, index: Index) -> str:
        """What to run on the target."""
        return self.target.statement(index)

    def close(self) -> None:
        """Drop what was made and end the session."""
        self.clean()
        self.session.close()


def _name(known: Known) -> str:
    schema, name = known.table.schema_name, known.table.name or known.table.table_id
    return f"{quote(schema)}.{quote(name)}" if schema else quote(name)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return "'" + str(value).replace("'", "''") + "'"
