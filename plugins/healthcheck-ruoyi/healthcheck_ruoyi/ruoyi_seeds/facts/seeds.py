"""SQL seeds as a database: CREATE TABLE and INSERT statements of all scripts are loaded into SQLite, and the product's own
adapter reads it there. Nothing of a script is executed: its tokens are read, and rows are inserted as values.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import Dialect, TokenType, exp, parse_one
from sqlglot.errors import SqlglotError

from healthcheck.adapters import Source, installed_adapters
from healthcheck.collect import collect as collect_database
from healthcheck.config.place import Lines, Spot, span_text
from healthcheck.config.problem import UnusableError
from healthcheck.config.text import decode
from healthcheck.facts import TABLES, ConfigFile, Fact
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import Target

FACTS = tuple(spec.fact for spec in TABLES.values())
#: Scripts make up one database.
TOGETHER = True
GIVEN_ONLY = True
QUERIES: dict[str, str] = {}

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 500_000
_SEED = re.compile(r"\b(?:insert|replace)\s+(?:\w+\s+)?into\b|\bcreate\s+table\b", re.IGNORECASE)
_NOW = {"sysdate", "now", "current_timestamp", "getdate", "localtimestamp", "curdate", "current_date"}


@dataclass
class _Table:
    """A table as scripts make it: columns with SQLite's affinity, rows with where each stands."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[dict[str, Any], str]] = field(default_factory=list)


class _BrokenError(Exception):
    """A script that cannot be read."""

    def __init__(self, said: str, spot: Spot) -> None:
        super().__init__(said)
        self.spot = spot


def collect(source: Source) -> Iterator[Fact | tuple[type[Fact], pa.RecordBatch]]:
    """Facts of the product that the scripts set up."""
    tables: dict[str, _Table] = {}
    files = []
    for file in source.files("*.sql"):
        path = file.relative_to(source.root).as_posix()
        size = file.stat().st_size
        try:
            if size > MAX_BYTES:
                continue  # whoever reads every file says so
            _read(decode(file.read_bytes(), marked=True)[0], path, tables)
        except UnusableError:
            continue
        except _BrokenError as error:
            place = span_text(path, error.spot)
            yield ConfigFile(
                path=path, format="sql", bytes=size, problem="syntax", line=error.spot.line, column=error.spot.column,
                detail=str(error), origin=place,
            )  # fmt: skip
            continue
        files.append((path, size))
    if not any(table.rows for table in tables.values()):
        return
    for path, size in files:
        yield ConfigFile(path=path, format="sql", bytes=size, origin=path)
    with tempfile.TemporaryDirectory(prefix="healthcheck-seeds-") as folder:
        database = Path(folder) / "seeds.db"
        _load(tables, database)
        snapshot_path = Path(folder) / "facts.duckdb"
        with Snapshot.create(snapshot_path) as snapshot:
            target = Target("database", f"sqlite:///{database}")
            done = collect_database([target], snapshot, installed_adapters(), Options(catalogue=False))
        if done[0].plan.product is None:
            return
        yield from _facts(snapshot_path, tables, source)


def _facts(path: Path, tables: dict[str, _Table], source: Source) -> Iterator[tuple[type[Fact], pa.RecordBatch]]:
    places = _Places(tables)
    with Snapshot.open(path) as snapshot:
        for name, coverage in snapshot.coverage().items():
            if coverage.state == "absent" or name in ("config_file", "config_value", "config_problem"):
                continue
            fact = TABLES[name].fact
            source.columns_known(fact, *coverage.known)
            table = snapshot.con.sql(f'SELECT * FROM snap."{name}"').to_arrow_table()
            origins = pa.array([places.find(str(o)) for o in table.column("origin").to_pylist()], pa.string())
            table = table.set_column(table.schema.get_field_index("origin"), "origin", origins)
            yield from (
                (fact, batch) for batch in (table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)])
            )


class _Places:
    """Where rows stand in the scripts: ``sys_user_role#1,2`` → the row of sys_user_role with 1 and 2 in it."""

    def __init__(self, tables: dict[str, _Table]) -> None:
        self.rows: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        for table in tables.values():
            for row, place in table.rows:
                values = tuple("" if v is None else str(v) for v in row.values())
                for value in dict.fromkeys(values[:4]):
                    self.rows.setdefault((table.name, value), []).append((values, place))

    def find(self, origin: str) -> str:
        """The place of an origin; the origin itself where no row is meant."""
        table, _, key = origin.partition("#")
        parts = key.split(",")
        candidates = self.rows.get((table.lower(), parts[0]), [])
        fitting = [(values, place) for values, place in candidates if all(p in values for p in parts)]
        if not fitting:
            return origin
        return min(fitting, key=lambda f: [f[0].index(p) for p in parts])[1]


def _load(tables: dict[str, _Table], path: Path) -> None:
    """Write the tables into an SQLite file."""
    con = sqlite3.connect(path)
    try:
        for table in tables.values():
            if not table.columns:
                continue
            listed = ", ".join(f'"{_quoted(c)}" {kind}' for c, kind in table.columns.items())
            con.execute(f'CREATE TABLE "{_quoted(table.name)}" ({listed})')
            marks = ", ".join("?" * len(table.columns))
            con.executemany(
                f'INSERT INTO "{_quoted(table.name)}" VALUES ({marks})',
                ([row.get(c) for c in table.columns] for row, _ in table.rows),
            )
        con.commit()
    finally:
        con.close()


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _read(text: str, path: str, tables: dict[str, _Table]) -> None:
    """Take the tables and rows of one script."""
    if not _SEED.search(text):
        return  # a script of another kind: nothing of it is read
    lines = Lines(text)
    tokens = _tokens(text, lines)
    statement: list[Any] = []
    for token in tokens:
        if token.token_type == TokenType.SEMICOLON:
            _statement(statement, text, path, lines, tables)
            statement = []
        else:
            statement.append(token)
    _statement(statement, text, path, lines, tables)


def _tokens(text: str, lines: Lines) -> list[Any]:
    """The script's tokens; a backslash in a text is one in PostgreSQL, and escapes what follows in MySQL."""
    said = ""
    for name in ("mysql", "postgres"):
        try:
            return list(Dialect.get_or_raise(name).tokenize(text))
        except SqlglotError as error:
            said = said or str(error).splitlines()[0]
    raise _BrokenError(said, _guess(text, lines))


def _guess(text: str, lines: Lines) -> Spot:
    """Where a quote is opened that nothing closes: the last one before the end."""
    at = max(text.rfind("'"), text.rfind('"'), text.rfind("`"), 0)
    return lines.spot(at, at + 1)


def _statement(tokens: list[Any], text: str, path: str, lines: Lines, tables: dict[str, _Table]) -> None:
    if len(tokens) < 3:
        return
    first = tokens[0].text.upper()
    if first == "CREATE" and "TABLE" in (t.text.upper() for t in tokens[1:4]):
        _create(text[tokens[0].start : tokens[-1].end + 1], tables)
    elif first in ("INSERT", "REPLACE"):
        _insert(tokens, path, lines, tables)


_AFFINITY = {
    "INTEGER": (exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.TINYINT, exp.DataType.Type.SMALLINT),
    "NUMERIC": (exp.DataType.Type.DECIMAL, exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT),
}


def _create(sql: str, tables: dict[str, _Table]) -> None:
    for dialect in ("mysql", "postgres"):
        try:
            tree = parse_one(sql, read=dialect)
        except SqlglotError:
            continue
        name = tree.find(exp.Table)
        if not isinstance(tree, exp.Create) or name is None:
            return
        columns = {}
        for column in tree.find_all(exp.ColumnDef):
            kind = column.args.get("kind")
            this = kind.this if isinstance(kind, exp.DataType) else None
            columns[column.name.lower()] = next((a for a, types in _AFFINITY.items() if this in types), "TEXT")
        tables.setdefault(name.name.lower(), _Table(name.name.lower())).columns = columns
        return


def _insert(tokens: list[Any], path: str, lines: Lines, tables: dict[str, _Table]) -> None:
    """INSERT INTO t [(columns)] VALUES (…), (…)."""
    at = next((i for i, t in enumerate(tokens) if t.text.upper() == "INTO"), None)
    if at is None:
        return
    at += 1
    while at + 2 < len(tokens) and tokens[at + 1].token_type == TokenType.DOT:  # schema.table
        at += 2
    if at >= len(tokens):
        return
    name = tokens[at].text.lower()
    at += 1
    columns: list[str] = []
    if at < len(tokens) and tokens[at].token_type == TokenType.L_PAREN:
        at += 1
        while at < len(tokens) and tokens[at].token_type != TokenType.R_PAREN:
            if tokens[at].token_type != TokenType.COMMA:
                columns.append(tokens[at].text.lower())
            at += 1
        at += 1
    if at >= len(tokens) or tokens[at].text.upper() not in ("VALUES", "VALUE"):
        return
    table = tables.setdefault(name, _Table(name))
    if not table.columns:
        table.columns = dict.fromkeys(columns, "TEXT")
    names = columns or list(table.columns)
    at += 1
    while at < len(tokens) and len(table.rows) < MAX_ROWS:
        if tokens[at].token_type != TokenType.L_PAREN:
            at += 1
            if tokens[at - 1].token_type != TokenType.COMMA:
                return  # ON DUPLICATE KEY …
            continue
        start = tokens[at].start
        values, at = _values(tokens, at + 1)
        end = tokens[min(at, len(tokens)) - 1].end + 1
        row = dict(zip(names, values, strict=False))
        for extra in row:
            table.columns.setdefault(extra, "TEXT")
        table.rows.append((row, span_text(path, lines.spot(start, end))))


def _values(tokens: list[Any], at: int) -> tuple[list[Any], int]:
    """The values up to the closing parenthesis, and the place after it."""
    values: list[Any] = []
    piece: list[Any] = []
    depth = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.token_type == TokenType.L_PAREN:
            depth += 1
        elif token.token_type == TokenType.R_PAREN:
            if depth == 0:
                break
            depth -= 1
        elif token.token_type == TokenType.COMMA and depth == 0:
            values.append(_value(piece))
            piece = []
            continue
        piece.append(token)
    values.append(_value(piece))
    return values, at


def _value(piece: list[Any]) -> Any:
    """One value: a literal, the present time, or unknown."""
    if not piece:
        return None
    sign = 1
    if piece[0].token_type == TokenType.DASH:
        sign, piece = -1, piece[1:]
    if not piece:
        return None
    token = piece[0]
    text = token.text
    if token.token_type in (TokenType.NATIONAL_STRING, TokenType.STRING) and len(piece) == 1:
        return text
    if token.token_type == TokenType.NUMBER and len(piece) == 1:
        number = float(text) if "." in text or "e" in text.lower() else int(text)
        return sign * number
    if text.lower() in ("true", "false"):
        return int(text.lower() == "true")
    if text.lower() in _NOW:
        return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return None
