"""Arrow batches → a fact table: conversion to the fact's types, and an account of what could not be kept as it came."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from healthcheck.facts.base import Column, TableSpec
from healthcheck.language import Text


class Loader:
    """Converts batches to one fact table's types and inserts them."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        spec: TableSpec,
        origin_table: str,
        secret_key: bytes,
        constants: Mapping[str, str],
    ) -> None:
        self.con = con
        self.spec = spec
        self.origin_table = origin_table
        self.secret_key = secret_key
        self.constants = constants
        self.rows = 0
        self.present: tuple[str, ...] = ()
        self.secrets = {c.name for c in spec.columns.values() if c.secret}
        self.keyless = 0
        self.unread: dict[str, tuple[int, str]] = {}
        self.odd: dict[str, set[str]] = {}
        self._checker: duckdb.DuckDBPyConnection | None = None
        self._held: pa.RecordBatch | None = None
        self._stopped: Exception | None = None
        self._read = 0

    def load(self, batches: Iterable[pa.RecordBatch]) -> int:
        """Stream batches into the fact table, as few statements as their schemas allow; returns the rows kept.

        Raises:
            Exception: what the batches raised, after the rows that had come were kept.
        """
        source = iter(batches)
        kept = 0
        try:
            self._held = self._next(source)
            while self._held is not None:
                kept += self._insert(self._held, source)
        finally:
            self.rows = kept
            self.keyless = self._read - kept
            if self._checker is not None:
                self._checker.close()
        if self._stopped is not None:
            raise self._stopped
        return kept

    def _next(self, source: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        """The next batch as DuckDB takes it; None at the end, or when the source failed (which is told later)."""
        try:
            batch = next(source, None)
        except Exception as error:
            self._stopped = error
            return None
        if batch is None:
            return None
        self._read += batch.num_rows
        return self._digested(_plain(batch))

    def _insert(self, first: pa.RecordBatch, source: Iterator[pa.RecordBatch]) -> int:
        """Insert ``first`` and every following batch of its schema in one statement; the first other one is held."""
        columns = self.spec.columns
        present = {name: first.schema.field(name).type for name in first.schema.names if name in columns}
        self.present = self.present or tuple(present)
        exprs = {name: self._expression(column, present.get(name)) for name, column in columns.items()}
        exprs["origin"] = self._origin(present)
        keys = " AND ".join(f"({exprs[k]}) IS NOT NULL" for k in self.spec.keys)
        listed = ", ".join(f'{e} AS "{n}"' for n, e in exprs.items())

        def stream() -> Iterator[pa.RecordBatch]:
            batch: pa.RecordBatch | None = first
            self._held = None
            while batch is not None:
                if batch.schema != first.schema:
                    self._held = batch
                    return
                self._check(batch, present, exprs)
                yield batch
                batch = self._next(source)

        self.con.register("incoming", pa.RecordBatchReader.from_batches(first.schema, stream()))
        try:
            inserted = self.con.execute(
                f'INSERT INTO snap."{self.spec.name}" BY NAME SELECT {listed} FROM incoming WHERE {keys}'
            ).fetchone()
        finally:
            self.con.unregister("incoming")
        return int(inserted[0]) if inserted else 0

    def _digested(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with every value of a secret column replaced, before DuckDB (which may spill to disk) sees it."""
        for place, name in enumerate(batch.schema.names):
            if name in self.secrets:
                marks = [self._mark(v) for v in batch.column(place).to_pylist()]
                batch = batch.set_column(place, name, pa.array(marks, pa.string()))
        return batch

    def _mark(self, value: object) -> str | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        # Whether hexadecimal digits are written large or small says nothing about the password.
        if all(c in "0123456789abcdefABCDEF" for c in text):
            text = text.lower()
        return hmac.new(self.secret_key, text.encode("utf-8"), hashlib.sha256).hexdigest()

    def _expression(self, column: Column, found: pa.DataType | None) -> str:
        if column.name in self.constants:
            return _with_default(f"CAST({self.constants[column.name]} AS {column.sql_type})", column)
        if found is None:
            return "NULL" if column.default is None else _literal(column.default)
        name = f'"{column.name}"'
        if pa.types.is_null(found):
            return _with_default(f"CAST(NULL AS {column.sql_type})", column)
        if _is_text(found):
            if column.type is str:
                return _with_default(name, column)
            return _with_default(f"TRY_CAST(NULLIF(trim({name}), '') AS {column.sql_type})", column)
        if column.type is bool:
            return _with_default(f"CAST({name} AS BOOLEAN)", column)
        if column.type is str and pa.types.is_floating(found):
            # 7.0 is how some drivers hand over an integer key that may be NULL
            return (
                f"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e15 THEN CAST(CAST({name} AS BIGINT) AS VARCHAR)"
                f" ELSE CAST({name} AS VARCHAR) END"
            )
        return _with_default(f"TRY_CAST({name} AS {column.sql_type})", column)

    def _origin(self, present: dict[str, pa.DataType]) -> str:
        if "origin" in self.constants:
            return f"coalesce(CAST({self.constants['origin']} AS VARCHAR), '')"
        if "origin" in present:
            return "coalesce(CAST(origin AS VARCHAR), '')"
        known = {**{k: f'"{k}"' for k in present}, **self.constants}
        keys = [known[k] for k in self.spec.keys if k in known]
        if not self.origin_table or not keys:
            return "''"
        prefix = _literal(self.origin_table + "#")
        if len(keys) == 1:
            return f"concat({prefix}, {keys[0]})"
        listed = ", ',', ".join(keys)
        return f"rtrim(concat({prefix}, {listed}), ',')"

    def _check(self, batch: pa.RecordBatch, present: dict[str, pa.DataType], exprs: dict[str, str]) -> None:
        """Count values that were there and could not be read, and values outside an enumeration."""
        doubtful = [n for n, t in present.items() if self.spec.columns[n].type is not str and _is_text(t)]
        chosen = [n for n in present if self.spec.columns[n].choices]
        if not doubtful and not chosen:
            return
        if self._checker is None:  # a database of its own: the snapshot's is busy with the statement that reads us
            self._checker = _scratch().cursor()
        con = self._checker
        con.register("incoming", batch)
        for name in doubtful:
            kind = self.spec.columns[name].sql_type
            rows = con.execute(
                f'SELECT count(*), min("{name}") FROM incoming WHERE trim("{name}") <> \'\''
                f' AND "{name}" NOT LIKE \'0000-00-00%\' AND TRY_CAST(trim("{name}") AS {kind}) IS NULL'
            ).fetchall()
            if rows and rows[0][0]:
                count, example = self.unread.get(name, (0, rows[0][1]))
                self.unread[name] = (count + rows[0][0], example)
        for name in chosen:
            allowed = ", ".join(map(_literal, self.spec.columns[name].choices))
            rows = con.execute(
                f"SELECT DISTINCT {exprs[name]} AS v FROM incoming WHERE v NOT IN ({allowed}) LIMIT 5"
            ).fetchall()
            if rows:
                self.odd.setdefault(name, set()).update(str(r[0]) for r in rows)
        con.unregister("incoming")

    def problems(self) -> list[Text]:
        """What could not be kept as it came, said once per column."""
        table = self.spec.name
        found = []
        if self.keyless:
            keys = ", ".join(self.spec.keys)
            found.append(
                Text(
                    f"{self.keyless} rows of {table} have no {keys} and were left out",
                    f"{table} 有 {self.keyless} 行缺少 {keys}，未纳入",
                )
            )
        for name, (count, example) in self.unread.items():
            kind = self.spec.columns[name].sql_type
            found.append(
                Text(
                    f"{count} values of {table}.{name} are no {kind} (such as {example[:40]!r}) and count as unknown",
                    f"{table}.{name} 有 {count} 个值不是 {kind}（如 {example[:40]!r}），按未知处理",
                )
            )
        for name, values in self.odd.items():
            listed = ", ".join(sorted(values))
            allowed = ", ".join(self.spec.columns[name].choices)
            found.append(
                Text(
                    f"{table}.{name} holds {listed}; expected {allowed}",
                    f"{table}.{name} 出现了 {listed}，应为 {allowed}",
                )
            )
        return found


@cache
def _scratch() -> duckdb.DuckDBPyConnection:
    """A database for looking at batches; opening one costs more than looking at a small table."""
    return duckdb.connect(":memory:", config={"threads": 1})


def _with_default(expression: str, column: Column) -> str:
    """NULL means the default where the fact's column cannot be NULL."""
    if column.nullable or column.required or column.default is None:
        return expression
    return f"coalesce({expression}, {_literal(column.default)})"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with types that DuckDB takes as they are: no extension types, no zones, text instead of bytes."""
    arrays, names = [], []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = column.storage
            kind = column.type
        if pa.types.is_timestamp(kind):
            column = column.cast(pa.timestamp("us", kind.tz), safe=False)
            if kind.tz:
                column = column.cast(pa.timestamp("us"))
        elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
            column = pa.array([_text(v.as_py()) for v in column], pa.string())
        arrays.append(column)
        names.append(name.lower())
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _text(value: bytes | None) -> str | None:
    if value is None:
        return None
    if value in (b"\x00", b"\x01"):  # MySQL's bit(1)
        return str(value[0])
    return value.decode("utf-8", "replace")


class _Cores:
    """How many cores each DuckDB of this process takes; None for all there are."""

    count: int | None = None


def confine(cores: int) -> None:
    """Let every DuckDB that is opened from now on take so many cores: for processes that share a machine with their like."""
    _Cores.count = cores


def quiet(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection without DuckDB's progress bar, which goes to standard output where Python runs interactively."""
    con.execute("SET enable_progress_bar = false")
    if _Cores.count is not None:
        con.execute(f"SET threads = {_Cores.count}")
    return con


def batches_of(rows: Iterable[tuple[Any, ...]], names: list[str], size: int = 20_000) -> Iterator[pa.RecordBatch]:
    """Rows of a DB-API cursor as Arrow batches; a column of mixed types becomes text."""
    block: list[tuple[Any, ...]] = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield _batch(block, names)
            block = []
    if block:
        yield _batch(block, names)


def _batch(block: list[tuple[Any, ...]], names: list[str]) -> pa.RecordBatch:
    arrays = []
    for column in zip(*block, strict=True):
        try:
            arrays.append(pa.array(column))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            arrays.append(pa.array([None if v is None else _as_text(v) for v in column], pa.string()))
    return pa.RecordBatch.from_arrays(arrays, names=[n.lower() for n in names])


def _as_text(value: Any) -> str | None:
    return _text(value) if isinstance(value, bytes) else str(value)
