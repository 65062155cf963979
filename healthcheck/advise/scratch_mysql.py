"""A scratch copy on MySQL or MariaDB, which have nothing like hypopg: indexes are really created and hidden again.

What a statement costs is how many rows the plan looks at: neither server tells a cost for every statement, and rows are what
people can check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlglot import exp

from healthcheck.adapters import Adapters, load_reader
from healthcheck.advise.candidates import Index, Use
from healthcheck.advise.scratch import Scratch, blocks, refuse_same
from healthcheck.advise.session import Planned, Work, schema_of
from healthcheck.advise.texts import uses_of_text
from healthcheck.databases import Limits, StatementError, parse_url
from healthcheck.databases.base import failed
from healthcheck.databases.mysql import MySQL
from healthcheck.errors import UsageError
from healthcheck.facts import DbColumn, Statement
from healthcheck.plan import Options, make_plan
from healthcheck.planning.explain import sent_call, with_values, worth_explaining
from healthcheck.planning.mysql_plan import mysql_nodes
from healthcheck.sqltext import Known, Schema, parse

#: A statement that looks at fewer rows is quick enough.
CHEAP_ROWS = 500.0
#: What one written row costs per index, in rows looked at.
WRITE_ROWS = 1.0
#: InnoDB: what an entry of an index has besides its values, how full pages are after a table has grown, and a page.
ENTRY_BYTES, PAGE_FILL, PAGE_BYTES = 7, 0.7, 16_384
#: Numbers and dates of any kind, on average.
FIXED_BYTES = 6.0
#: Longer texts are cut on their way to the copy; nobody's index reaches so far.
LONGEST_TEXT = 2_000

_COMPARED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like)
_SCOPES = (exp.Select, exp.Update, exp.Delete)
_WRITES = """
SELECT w.OBJECT_NAME AS table_name, w.COUNT_WRITE AS writes
FROM performance_schema.table_io_waits_summary_by_table AS w
WHERE w.OBJECT_SCHEMA = DATABASE()
"""
_WHO = "SELECT CONCAT(@@hostname, ':', @@port, ':', @@datadir, '/', DATABASE()) AS who"
_TABLES = "SELECT t.TABLE_NAME AS name FROM information_schema.TABLES AS t WHERE t.TABLE_SCHEMA = DATABASE()"
_FOREIGN_KEY = re.compile(r",\s*CONSTRAINT `(?:[^`]|``)+` FOREIGN KEY [^\n]*?(?=,?\n)")
_GENERATED = re.compile(r"^\s*`((?:[^`]|``)+)` [^\n]*?\b(?:GENERATED ALWAYS )?AS \(", re.MULTILINE)
_ELSEWHERE = re.compile(r"\b(?:DATA|INDEX) DIRECTORY\s*=\s*'[^']*'")


def is_mysql(url: str) -> bool:
    """Whether a URL is that of a MySQL or MariaDB database.

    Raises:
        UsageError: when it cannot be read.
    """
    return parse_url(url).drivername.split("+", 1)[0] in ("mysql", "mariadb")


class MySQLTarget(MySQL):
    """The target, read only: what its tables are, what is written to them, and which statements it remembers."""

    @cached_property
    def schema(self) -> Schema:
        """Tables, columns, indexes and views."""
        return schema_of(self)

    @cached_property
    def writes(self) -> dict[str, int]:
        """Rows written per table since the server started, where performance_schema counts them."""
        try:
            return {str(row["table_name"]): int(str(row["writes"] or 0)) for row in self.rows(_WRITES)}
        except StatementError:
            return {}

    def remembered(self, limit: int) -> list[Work]:
        """The statements of this database that took most time, from the digests or the slow log's table.

        Raises:
            UsageError: when the server counts none; the text says how to turn it on.
        """
        from healthcheck.reading import ReaderSource

        catalogue = self.catalogue()
        readers = [r for r in make_plan(self, catalogue, Adapters(), Options()).readers if Statement in r.facts]
        found: list[Statement] = []
        reasons: list[str] = []
        for reader in readers:
            source = ReaderSource(reader, self, catalogue, None)
            found += [s for s in load_reader(reader.path).collect(source) if isinstance(s, Statement)]
            reasons += [reason.en for reason in (*source.failures, *source.problems.get(Statement, []))]
        if not found:
            why = "; ".join(reasons) or "nothing was counted yet"
            raise UsageError(
                f"No statements are remembered ({why}). Give them with --statements FILE.",
                f"没有可用的语句统计（{why}）。请用 --statements 指定语句文件。",
            )
        found.sort(key=lambda s: -(s.total_ms or 0))
        return [
            Work(s.statement_id, s.sql or "", s.calls or 1, s.total_ms)
            for s in found
            if worth_explaining(s.sql, changes=True)
        ][:limit]

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows with the driver's own values.

        Raises:
            StatementError: when the server refuses the statement.
        """
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())
        except Exception as error:
            said = Exception(str(error.args[-1])) if error.args else error
            raise StatementError(failed(said), not self._alive()) from None


class _Writing(MySQLTarget):
    """A session that may write, in the database that was given for that."""

    def session_statements(self) -> list[str]:
        return [
            *(s for s in super().session_statements() if "READ ONLY" not in s and "sql_mode" not in s),
            "SET SESSION sql_mode = 'IGNORE_SPACE'",
            "SET SESSION foreign_key_checks = 0",
        ]

    def put(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows; ``sql`` ends with VALUES and as many %s as a row has values."""
        try:
            with self.connection.cursor() as cursor:
                cursor.executemany(sql, rows)
        except Exception as error:
            said = Exception(str(error.args[-1])) if error.args else error
            raise StatementError(failed(said), not self._alive()) from None


class MySQLScratch(Scratch):
    """Plans of the copy; what it knows of tables, indexes and writes is the target's."""

    proves = True
    dialect = "mysql"
    cheap = CHEAP_ROWS

    def __init__(self, target: MySQLTarget, url: str, limits: Limits) -> None:
        """Connect.

        Raises:
            UsageError: when the URL is no MySQL or MariaDB database or the target itself.
            UnreachableError: when the server does not let us in.
        """
        super().__init__()
        self.target = target
        if not is_mysql(url):
            raise UsageError(
                "The scratch database of a MySQL or MariaDB target is of the same kind.",
                "MySQL、MariaDB 目标的临时库也必须是同类数据库。",
            )
        self.session = _Writing(parse_url(url), limits)
        if self.session.fetch(_WHO) == target.fetch(_WHO):
            self.session.close()
            raise refuse_same()
        self.compare(*(str(s.fetch("SELECT VERSION()")[0][0]) for s in (target, self.session)))
        self._texts: dict[str, str] = {}
        self._tables: dict[str, set[str]] = {}
        self._shown: set[Index] = set()
        self._seen: dict[tuple[str, str], list[Any]] = {}

    @property
    def schema(self) -> Schema:
        """The target's tables, columns and indexes."""
        return self.target.schema

    @property
    def writes(self) -> dict[str, int]:
        """Rows written per table of the target."""
        return self.target.writes

    def readable(self, work: Work) -> str:
        """See `Scratch`; digests say `(...)` for a list."""
        return with_values(work.sql) if "?" in work.sql or "..." in work.sql else work.sql

    def existing(self) -> list[str]:
        """See `Scratch`."""
        return [str(row[0]) for row in self.session.fetch(_TABLES)]

    def create(self, known: Known) -> list[DbColumn]:
        """See `Scratch`; its indexes come with it."""
        text = str(self.target.fetch(f"SHOW CREATE TABLE {_quoted(known.name)}")[0][1])
        generated = {name.lower() for name in _GENERATED.findall(text)}
        self.session.fetch(_ELSEWHERE.sub("", _FOREIGN_KEY.sub("", text)))
        columns = sorted(known.columns.values(), key=lambda c: c.position or 0)
        return [c for c in columns if c.name.lower() not in generated]

    def sample(self, known: Known, columns: Sequence[DbColumn], count: int) -> list[tuple[Any, ...]]:
        """See `Scratch`: the first rows, and the last ones where a key tells which they are."""
        wanted = f"SELECT {', '.join(map(_cell, columns))} FROM {_quoted(known.name)}"
        if known.rows <= count or len(known.primary) != 1:
            rows = self.target.fetch(f"{wanted} LIMIT {count}")
        else:
            key = _quoted(next(iter(known.primary)))
            rows = self.target.fetch(f"{wanted} ORDER BY {key} LIMIT {count // 2}")
            rows += reversed(self.target.fetch(f"{wanted} ORDER BY {key} DESC LIMIT {count // 2}"))
        for place, column in enumerate(columns):
            values = [row[place] for row in rows if row[place] is not None]
            if values and not isinstance(values[0], bytes):
                self._seen[known.table.table_id, column.name.lower()] = sorted(values)
        return rows

    def fill(self, known: Known, columns: Sequence[DbColumn], rows: Iterator[tuple[Any, ...]]) -> int:
        """See `Scratch`."""
        names = ", ".join(_quoted(c.name).replace("%", "%%") for c in columns)
        table = _quoted(known.name).replace("%", "%%")
        insert = f"INSERT IGNORE INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        for block in blocks(rows):
            self.session.put(insert, block)
        return int(self.session.fetch(f"SELECT COUNT(*) FROM {_quoted(known.name)}")[0][0])

    def finish(self, known: Known) -> None:
        """See `Scratch`."""
        self.session.fetch(f"ANALYZE TABLE {_quoted(known.name)}")

    def create_view(self, known: Known) -> None:
        """See `Scratch`; the server writes the database's name before every table."""
        own = _quoted(str(self.target.url.database)) + "."
        text = (known.table.definition or "").replace(own, "")
        self.session.fetch(f"CREATE VIEW {_quoted(known.name)} AS {text}")

    def drop(self, known: Known) -> None:
        """See `Scratch`."""
        kind = "VIEW" if known.table.definition else "TABLE"
        self.session.fetch(f"DROP {kind} IF EXISTS {_quoted(known.name)}")

    def prepare(self, work: Work) -> None:
        """Give a statement values where its digest has none: those of a call that the server still has, or the copy's."""
        if work.statement_id not in self._texts:
            text = work.sql.strip().rstrip(";")
            if not work.whole:
                text = sent_call(self.target, work.statement_id) or self._valued(text)
            self._texts[work.statement_id] = text
            self._tables[work.statement_id] = {use.table_id for use in uses_of_text(text, self.schema, "mysql")}

    def planned_text(self, work: Work) -> str:
        """See `Planner`."""
        return self._texts[work.statement_id]

    def _valued(self, sql: str) -> str:
        trees = parse(with_values(sql, "?"), "mysql") if "?" in sql or "..." in sql else ()
        if len(trees) != 1:
            return with_values(sql)
        for place in list(trees[0].find_all(exp.Placeholder)):
            place.replace(self._value(place))
        return str(trees[0].sql("mysql"))

    def _value(self, place: exp.Expr) -> exp.Expr:
        """A value of the column that a placeholder is compared with, such that not too few rows meet the condition."""
        above = place.find_ancestor(*_COMPARED)
        column, scope = (above.this if above is not None else None), place.find_ancestor(*_SCOPES)
        if isinstance(column, exp.Column) and scope is not None:
            seen = self._values(column, scope)
            if seen:
                # A digest does not tell where the wildcard stood: the worse case is taken.
                value = str(seen[min(int(_where(place, column, scope) * len(seen)), len(seen) - 1)])
                return exp.Literal.string(f"%{value}%" if isinstance(above, exp.Like) else value)
        return exp.Literal.string("1")

    def _values(self, column: exp.Column, scope: exp.Expr, deeper: int = 3) -> list[Any]:
        """The sampled values of a column, in order, also through views."""
        name = column.name.lower()
        for table in scope.find_all(exp.Table):
            known = self.schema.known(table)
            if known is None or (column.table and column.table != table.alias_or_name) or name not in known.columns:
                continue
            if not known.table.definition:
                return self._seen.get((known.table.table_id, name), [])
            for tree in parse(known.table.definition, "mysql") if deeper else ():
                select = tree.find(exp.Select)
                for given in select.expressions if select is not None else ():
                    if (
                        given.alias_or_name.lower() == name
                        and isinstance(given.unalias(), exp.Column)
                        and select is not None
                    ):
                        return self._values(given.unalias(), select, deeper - 1)
        return []

    def plan(self, work: Work, indexes: Iterable[Index] = ()) -> Planned:
        """The plan when exactly these of the indexes that were tried can be used, besides the target's own."""
        wanted = frozenset(indexes)
        for index in wanted - self._built.keys():
            self._build(index)
        tables = self._tables[work.statement_id]
        for index in [i for i in self._shown if i not in wanted and i.table_id in tables]:
            self._show(index, False)
        for index in [i for i in wanted if i not in self._shown]:
            self._show(index, True)
        text = self._texts[work.statement_id]
        document: dict[str, Any] = json.loads(self.session.explain(text))
        nodes = list(mysql_nodes(work.statement_id, "copy", document, "EXPLAIN", {}))
        names = {name: i for i, name in self._built.items() if name and i in wanted}
        used = {names[n] for node in nodes for n in (node.index_name or "").split(",") if n in names}
        rows = sum((node.rows_read or 0.0) * max(node.loops or 1.0, 1.0) for node in nodes)
        return Planned(rows, frozenset(used), document)

    def _build(self, index: Index) -> None:
        name = f"healthcheck_{len(self._built)}"
        self._built[index] = ""
        if index.carried or index.where or any("(" in key for key in index.keys):
            return  # what PostgreSQL has and these servers have not
        try:
            self.session.fetch(f"CREATE INDEX {name} ON {_quoted(index.table_id)} ({_keys(index)})")
        except StatementError as error:
            if error.lost:
                raise
            return  # too long, or of a type that takes no index: it helps nobody
        self._built[index] = name
        self._shown.add(index)

    def _show(self, index: Index, shown: bool) -> None:
        """Let the optimiser see an index or not; servers that cannot hide one make it anew."""
        name, table = self._built[index], _quoted(index.table_id)
        if not name:
            return
        word = (
            ("NOT IGNORED" if shown else "IGNORED")
            if self.session.is_mariadb
            else ("VISIBLE" if shown else "INVISIBLE")
        )
        try:
            self.session.fetch(f"ALTER TABLE {table} ALTER INDEX {name} {word}")
        except StatementError as error:
            if error.lost:
                raise
            self.session.fetch(
                f"CREATE INDEX {name} ON {table} ({_keys(index)})" if shown else f"DROP INDEX {name} ON {table}"
            )
        (self._shown.add if shown else self._shown.discard)(index)

    def uses(self, work: Work, planned: Planned) -> list[Use]:
        """What the text does with each table; these servers' plans do not name the columns."""
        return uses_of_text(self._texts[work.statement_id], self.schema, "mysql")

    def size(self, index: Index) -> int | None:
        """Bytes that the index takes on the copy, for all of the table's rows; worked out where `mysql` may not be read."""
        try:
            rows = self.session.fetch(
                "SELECT stat_value * @@innodb_page_size FROM mysql.innodb_index_stats WHERE database_name = DATABASE()"
                f" AND stat_name = 'size' AND index_name = '{self._built.get(index, '')}'"
            )
        except StatementError:
            rows = []
        return round(int(rows[0][0]) / self.share(index)) if rows else self._expected_size(index)

    def _expected_size(self, index: Index) -> int:
        """Entries of the index's columns and the primary key's, in pages that are filled as InnoDB fills them."""
        known = next(k for tables in self.schema.by_name.values() for k in tables if k.table.table_id == index.table_id)
        keys = {_bare(key).lower() for key in index.keys} | {str(key).lower() for key in known.primary}
        width = ENTRY_BYTES + sum(_width(self._seen.get((index.table_id, key), [])) for key in keys)
        return max(round(known.rows * width / PAGE_FILL), PAGE_BYTES)

    def upkeep(self, index: Index) -> float:
        """What writes cost for an index; of the share that the copy is, as the plans' rows are."""
        return self.writes.get(index.table_id, 0) * WRITE_ROWS * self.share(index)

    def statement(self, index: Index) -> str:
        """What to run on the target."""
        return f"ALTER TABLE {_quoted(index.table_id)} ADD INDEX {_quoted(index.name)} ({_keys(index)});"

    def close(self) -> None:
        """Drop what was made and end the session."""
        self.clean()
        self.session.close()


def _where(place: exp.Expr, column: exp.Column, scope: exp.Expr) -> float:
    """Where among a column's values one should lie: a tenth of them between both ends, a third beyond a single one."""
    above = place.find_ancestor(*_COMPARED)
    if isinstance(above, exp.Between):
        return 0.45 if place is above.args.get("low") else 0.55
    others = {
        type(node)
        for node in scope.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE)
        if node.this.sql("mysql") == column.sql("mysql")
    }
    both = bool(others & {exp.GT, exp.GTE}) and bool(others & {exp.LT, exp.LTE})
    if isinstance(above, exp.GT | exp.GTE):
        return 0.45 if both else 0.67
    if isinstance(above, exp.LT | exp.LTE):
        return 0.55 if both else 0.33
    return 0.5


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _keys(index: Index) -> str:
    """The columns as these servers write them."""
    written = []
    for key in index.keys:
        written.append(_quoted(_bare(key)) + (" DESC" if key.endswith(" DESC") else ""))
    return ", ".join(written)


def _bare(key: str) -> str:
    """A key's column without quotes and direction."""
    name = key.removesuffix(" DESC")
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _width(seen: Sequence[Any]) -> float:
    """Bytes of a column's values, as sampled."""
    texts = [value for value in seen if isinstance(value, str)]
    return sum(len(value.encode()) + 1 for value in texts) / len(texts) if texts else FIXED_BYTES


def _cell(column: DbColumn) -> str:
    """A column as it is read for the copy."""
    kind, name = (column.type or "").lower(), _quoted(column.name)
    if kind.startswith("json"):
        return f"IF({name} IS NULL, NULL, '{{}}')"
    if kind.startswith(("text", "mediumtext", "longtext", "blob", "mediumblob", "longblob")):
        return f"LEFT({name}, {LONGEST_TEXT})"
    return name
