"""SQL that a system keeps as text, such as a report's query, read for what it says.

Report designers put placeholders of many kinds into SQL. They are replaced by a value that changes nothing, the text
is parsed once per process, and its tables and columns are looked up in the catalogue facts. What cannot be parsed or
looked up yields nothing: rules built on this stay silent where they are not sure.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from healthcheck.facts import DbColumn, DbIndex, DbTable, Report

#: Longer texts are generated ones; nobody repairs them by hand.
MAX_LENGTH = 100_000

# ${x}, #{x}, {{ x }}, %(x)s and %s, JasperReports' $P{x} and $P!{x}
_VALUE = re.compile(r"\$[PXF]?!?\{[^{}]*\}|#\{[^{}]*\}|\{\{.*?\}\}|%\(\w+\)s|(?<=[=<>,(\s])%s(?=[\s,)]|$)", re.DOTALL)
# FreeMarker and Jinja directives; what stands between them stays
_DIRECTIVE = re.compile(r"</?#[a-zA-Z][^>]*>|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LEXED = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^'\\]|''|\\.)*')|(?P<paste>\$(?:P!)?\{[^{}]*\})", re.DOTALL
)
_PASTED = re.compile(r"\$(?:P!)?\{\s*([^{}]*?)\s*\}")

_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "performance_schema", "sys", "mysql"}
_SYSTEM_NAMES = re.compile(r"(pg|sqlite)_.*|dual", re.IGNORECASE)
_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


#: What stands for a placeholder's value: a number, a text and a day, and no part of anybody's table name.
STAND_IN = "19700101"


def neutral(sql: str) -> str:
    """``sql`` with every placeholder replaced by a value that is one inside and outside of quotes."""
    return _VALUE.sub(STAND_IN, _DIRECTIVE.sub(" ", sql))


def plain(condition: exp.Expr, dialect: str) -> str:
    """A condition as text, with `?` where a placeholder was."""
    return condition.sql(dialect).replace(STAND_IN, "?")


class Pasted(NamedTuple):
    """A placeholder whose value becomes part of the SQL text; ``quoted`` tells whether it stands inside a literal."""

    name: str
    quoted: bool


def pasted(sql: str) -> list[Pasted]:
    """Placeholders that are pasted as text (`${x}`, `$P!{x}`), each once; bound ones (`#{x}`, `:x`) are no concern."""
    found: dict[Pasted, None] = {}
    for match in _LEXED.finditer(_DIRECTIVE.sub(" ", sql)):
        if match.lastgroup != "comment":
            for name in _PASTED.findall(match[0]):
                found[Pasted(name, match.lastgroup == "text")] = None
    return list(found)


@lru_cache(maxsize=2_000)
def queries(sql: str, dialect: str) -> tuple[exp.Query, ...]:
    """The SELECTs of a text, placeholders taken out; none when it cannot be parsed."""
    if len(sql) > MAX_LENGTH:
        return ()
    try:
        trees = sqlglot.parse(neutral(sql), read=dialect)
    except (SqlglotError, RecursionError, ValueError):
        return ()
    return tuple(tree for tree in trees if isinstance(tree, exp.Query))


@lru_cache(maxsize=2_000)
def scopes(query: exp.Query) -> tuple[Scope, ...]:
    """Every SELECT inside a query, subqueries first; none when its names contradict each other."""
    try:
        return tuple(scope for scope in traverse_scope(query) if isinstance(scope.expression, exp.Select))
    except (SqlglotError, RecursionError):
        return ()


@dataclass
class Known:
    """A table of the catalogue with its columns and indexes, names in lower case."""

    table: DbTable
    columns: dict[str, DbColumn] = field(default_factory=dict)
    indexes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Its rows, 0 when nobody knows."""
        return self.table.rows or 0

    def leads_index(self, column: str) -> bool:
        """Whether an index starts with the column."""
        return any(re.match(rf"{re.escape(column)}(?![\w$])", index) for index in self.indexes)

    def in_expression_index(self, column: str) -> bool:
        """Whether an index has an expression that may be on the column."""
        return any("(" in i and (column in i or "(expression)" in i) for i in self.indexes)


class Schema:
    """The catalogue facts as a report's SQL sees them: of the database itself, names without regard to case."""

    def __init__(
        self, tables: Iterable[DbTable], columns: Iterable[DbColumn] = (), indexes: Iterable[DbIndex] = ()
    ) -> None:
        by_id = {table.table_id: Known(table) for table in tables}
        for column in columns:
            if column.table_id in by_id:
                by_id[column.table_id].columns[column.name.lower()] = column
        for index in indexes:
            if index.table_id in by_id and index.columns and not index.is_partial:
                by_id[index.table_id].indexes.append(index.columns.lower())
        self.by_name: dict[str, list[Known]] = {}
        self.schemas: set[str] = set()
        engines = False
        for known in by_id.values():
            name = (known.table.name or known.table.table_id.rpartition(".")[2]).lower()
            self.by_name.setdefault(name, []).append(known)
            schema = known.table.schema_name or known.table.table_id.rpartition(".")[0]
            self.schemas.add(schema.lower())
            engines = engines or known.table.engine is not None
        #: What the database itself speaks, for reports that do not say.
        self.dialect = "mysql" if engines else "postgres" if self.schemas - {""} else "sqlite"

    def queries(self, report: Report, anywhere: bool = False) -> tuple[exp.Query, ...]:
        """The SELECTs of a report that is in use and runs on this very database, or, if asked, ``anywhere``."""
        if report.sql is None or not report.active or report.deleted:
            return ()
        if report.data_source is not None and not anywhere:
            return ()
        return queries(report.sql, report.dialect or self.dialect)

    def judged(self, table: exp.Table) -> bool:
        """Whether the table's existence can be judged: a plain name in a schema that was read."""
        if not isinstance(table.this, exp.Identifier) or not re.fullmatch(r"[^\W\d][\w $#.-]*", table.name):
            return False
        if STAND_IN in table.name or STAND_IN in table.db:
            return False
        if table.args.get("catalog") or table.db.lower() in _SYSTEM_SCHEMAS or _SYSTEM_NAMES.fullmatch(table.name):
            return False
        return not table.db or table.db.lower() in self.schemas

    def exists(self, table: exp.Table) -> bool:
        """Whether there is a table or view of that name."""
        found = self.by_name.get(table.name.lower(), [])
        return any(not table.db or _schema(k) in ("", table.db.lower()) for k in found)

    def known(self, table: exp.Table) -> Known | None:
        """The one table of that name; None when there is none or more than one."""
        if not self.judged(table):
            return None
        found = [
            k for k in self.by_name.get(table.name.lower(), ()) if not table.db or _schema(k) in ("", table.db.lower())
        ]
        return found[0] if len(found) == 1 else None

    def sources(self, scope: Scope) -> dict[str, Known | None]:
        """What a SELECT reads, by lower-case alias; None for a subquery or a table that is not known."""
        return {
            alias.lower(): self.known(source) if isinstance(source, exp.Table) else None
            for alias, (_, source) in scope.selected_sources.items()
        }


def _schema(known: Known) -> str:
    return (known.table.schema_name or known.table.table_id.rpartition(".")[0]).lower()


def owner(column: exp.Column, sources: dict[str, Known | None]) -> str | None:
    """The alias that a column belongs to; None when that is not certain."""
    if column.table:
        return column.table.lower() if column.table.lower() in sources else None
    if any(known is None or not known.columns for known in sources.values()):
        return None
    holders = [alias for alias, known in sources.items() if known and column.name.lower() in known.columns]
    return holders[0] if len(holders) == 1 else None


def conditions(scope: Scope) -> Iterator[exp.Expr]:
    """What must hold for a row, WHERE and ON alike, taken apart at AND."""
    select = scope.expression
    clauses = [select.args.get("where"), *(join.args.get("on") for join in select.args.get("joins") or [])]
    for clause in clauses:
        if clause is not None:
            yield from _and(clause.this if isinstance(clause, exp.Where) else clause)


def _and(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Paren):
        yield from _and(node.this)
    elif isinstance(node, exp.And):
        yield from _and(node.this)
        yield from _and(node.expression)
    else:
        yield node


def searches(scope: Scope, sources: dict[str, Known | None]) -> set[str]:
    """Aliases for which some condition can use an index as it is written."""
    found = set()
    for condition in conditions(scope):
        if not isinstance(condition, _COMPARISONS):
            continue
        for side in (condition.this, condition.args.get("expression")):
            if isinstance(side, exp.Column):
                alias = owner(side, sources)
                known = sources.get(alias) if alias else None
                if alias and known and known.leads_index(side.name.lower()):
                    found.add(alias)
    return found


def shown(report: Report) -> str:
    """A report as a person knows it."""
    return report.name or report.code or report.report_id
