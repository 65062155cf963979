"""SQL that a system keeps as text, such as a report's query, read for what it says.

Report designers put placeholders of many kinds into SQL. They are replaced by a value that changes nothing, the text
is parsed, and its tables and columns are looked up in the catalogue facts. What cannot be parsed or looked up yields
nothing: rules built on this stay silent where they are not sure. `healthcheck.sqlcheck` walks the parsed text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

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
_CROSS_JOIN = re.compile(r"\bcross\s+join\b", re.IGNORECASE)
_PASTED = re.compile(r"\$(?:P!)?\{\s*([^{}]*?)\s*\}")

#: Brackets, CASEs and signs inside each other beyond this are generated. The compiled sqlglot recurses on the machine's own
#: stack, which 1 MB (a thread, Windows) does not make endless: deeper text would end the process.
MAX_NESTING = 150
_NESTING = re.compile(r"[(\[{]|[)\]}]|\bcase\b|\bend\b", re.IGNORECASE)
_SIGNS = re.compile(rf"(?:(?:\bnot\b|[-+~!])\s*){{{MAX_NESTING}}}", re.IGNORECASE)

_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "performance_schema", "sys", "mysql"}
_SYSTEM_NAMES = re.compile(r"(pg|sqlite)_.*|dual", re.IGNORECASE)

#: Index methods that look inside a text.
_TEXT_METHODS = {"gin", "gist", "fulltext", "spgist", "rum"}

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


#: What stands for a placeholder's value: a number, a text and a day, and no part of anybody's table name.
STAND_IN = "19700101"


def neutral(sql: str) -> str:
    """``sql`` with every placeholder replaced by a value that is one inside and outside of quotes."""
    return _VALUE.sub(STAND_IN, _DIRECTIVE.sub(" ", sql))


def placeholders() -> re.Pattern[str]:
    """What stands for a value that the report designer fills in."""
    return _VALUE


def directives(sql: str) -> bool:
    """Whether a text is put together from pieces when it runs."""
    return _DIRECTIVE.search(sql) is not None


def plain(node: exp.Expr, dialect: str, longest: int = 160) -> str:
    """A piece of SQL as text, with `?` where a placeholder was."""
    try:
        text = " ".join(str(node.sql(dialect)).split()).replace(STAND_IN, "?")
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return ""  # sqlglot writes no SQL for some trees that it has read
    return text if len(text) <= longest else text[: longest - 1] + "…"


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


def parse(sql: str, dialect: str) -> tuple[exp.Expr, ...]:
    """The statements of a text, placeholders taken out; none when it cannot be parsed."""
    if len(sql) > MAX_LENGTH or (len(sql) > 2 * MAX_NESTING and _nested_too_deep(sql)):
        return ()
    try:
        trees = tuple(tree for tree in sqlglot.parse(neutral(sql), read=dialect) if tree is not None)
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, LookupError):
        return ()  # the last three are the parser's own accidents with texts that no database would take either
    if dialect == "sqlite" and not _CROSS_JOIN.search(sql):
        _mark_commas(trees)
    return trees


def _nested_too_deep(sql: str) -> bool:
    """Whether a text nests more than anybody writes."""
    depth = 0
    for match in _NESTING.finditer(sql):
        depth += 1 if match[0] in "([{" or match[0].lower() == "case" else -1 if depth else 0
        if depth > MAX_NESTING:
            return True
    return _SIGNS.search(sql) is not None


def _mark_commas(trees: tuple[exp.Expr, ...]) -> None:
    """In SQLite's dialect sqlglot reads `FROM a, b` as CROSS JOIN, which nobody wrote."""
    for tree in trees:
        for join in tree.find_all(exp.Join):
            if join.kind == "CROSS":
                join.set("kind", None)


@dataclass
class Known:
    """A table of the catalogue with its columns and indexes, names in lower case.

    Attributes:
        indexes: columns of each complete index, separated by `, `.
        text_indexes: the same of those that search inside texts (GIN, full text).
        keys: the column sets of unique indexes, the primary key first.
        primary: the columns of the primary key.
    """

    table: DbTable
    columns: dict[str, DbColumn] = field(default_factory=dict)
    indexes: list[str] = field(default_factory=list)
    text_indexes: list[str] = field(default_factory=list)
    keys: list[frozenset[str]] = field(default_factory=list)
    primary: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name as a person writes it."""
        return self.table.name or self.table.table_id

    @property
    def rows(self) -> int:
        """Its rows, 0 when nobody knows."""
        return self.table.rows or 0

    def leads_index(self, column: str) -> bool:
        """Whether an index starts with the column."""
        return any(re.match(rf"{re.escape(column)}(?![\w$])", index) for index in self.indexes)

    def in_expression_index(self, column: str) -> bool:
        """Whether an index has an expression that may be on the column."""
        return any("(" in i and (column in i or "(expression)" in i) for i in (*self.indexes, *self.text_indexes))


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
                _take_index(by_id[index.table_id], index)
        self.by_id = by_id
        self.by_name: dict[str, list[Known]] = {}
        self._known: dict[tuple[str, str], Known | None] = {}
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
        if not isinstance(table.this, exp.Identifier) or table.args.get("catalog"):
            return None
        key = (table.name, table.db)
        if key not in self._known:
            self._known[key] = self._find(table)
        return self._known[key]

    def _find(self, table: exp.Table) -> Known | None:
        if not self.judged(table):
            return None
        found = [
            k for k in self.by_name.get(table.name.lower(), ()) if not table.db or _schema(k) in ("", table.db.lower())
        ]
        return found[0] if len(found) == 1 else None


def _take_index(known: Known, index: DbIndex) -> None:
    columns = (index.columns or "").lower()
    (known.text_indexes if index.method in _TEXT_METHODS else known.indexes).append(columns)
    names = columns.split(" include (")[0].split(", ")
    if index.is_unique and all(re.fullmatch(r"[\w$#]+", name) for name in names):
        key = frozenset(names)
        known.keys.insert(0 if index.is_primary else len(known.keys), key)
        if index.is_primary:
            known.primary = key


def _schema(known: Known) -> str:
    return (known.table.schema_name or known.table.table_id.rpartition(".")[0]).lower()


def shown(report: Report) -> str:
    """A report as a person knows it."""
    return report.name or report.code or report.report_id
