"""Facts at rest: a snapshot is one DuckDB file.

It holds every fact table (empty where nothing was collected) and, per table and part, what became of its collection:
the statement that ran, rows, time, which columns are known, and whether the result is whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb
import pyarrow as pa

from healthcheck import __version__
from healthcheck.errors import SnapshotError, UsageError
from healthcheck.facts import TABLES
from healthcheck.facts.base import Column, TableSpec
from healthcheck.language import Text, join

#: Raised when the layout of a snapshot changes so that older engines cannot read it.
FORMAT = 1

#: Storage version of the file, so that a snapshot travels to machines with an older DuckDB.
STORAGE_VERSION = "v1.2.0"

State = Literal["absent", "empty", "partial", "complete"]


@dataclass
class Part:
    """What became of one statement (or reader) that was to fill a fact table."""

    fact: str
    source: str
    state: State
    reason: Text | None = None
    statement: str = ""
    rows: int = 0
    ms: float = 0.0
    known: tuple[str, ...] = ()
    unknown: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Coverage:
    """How far one fact table was collected: its parts taken together."""

    fact: str
    state: State
    rows: int
    reasons: tuple[Text, ...]
    known: frozenset[str]
    unknown: dict[str, Text]


class Snapshot:
    """An open snapshot. Use :meth:`create` to write one and :meth:`open` to read one."""

    def __init__(self, path: Path, con: duckdb.DuckDBPyConnection, writable: bool) -> None:
        self.path = path
        self.con = con
        self.writable = writable
        # Lives as long as this object and is written nowhere: what it digests can never be looked up again.
        self._secret_key = os.urandom(32)

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty snapshot at ``path``.

        Raises:
            UsageError: when the file exists or its folder does not.
        """
        if path.exists():
            raise UsageError(
                f"{path} already exists. Choose another name or remove it.", f"{path} 已存在，请换个文件名或先删除。"
            )
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent}.", f"目录 {path.parent} 不存在。")
        con = duckdb.connect(":memory:")
        quoted = str(path).replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS snap (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute("USE snap")
        for spec in TABLES.values():
            con.execute(spec.ddl())
        con.execute("CREATE TABLE hc_snapshot (key VARCHAR PRIMARY KEY, value VARCHAR)")
        con.execute(
            "CREATE TABLE hc_part (fact VARCHAR, source VARCHAR, state VARCHAR, reason_en VARCHAR, reason_zh VARCHAR,"
            " statement VARCHAR, rows BIGINT, ms DOUBLE, known VARCHAR[], unknown VARCHAR)"
        )
        snapshot = cls(path, con, writable=True)
        snapshot.put("format", FORMAT)
        snapshot.put("engine", __version__)
        snapshot.put("collected_at", datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"))
        return snapshot

    @classmethod
    def open(cls, path: Path) -> Self:
        """An existing snapshot, read-only.

        Raises:
            SnapshotError: when the file is missing, damaged, no snapshot, or written by a newer engine.
        """
        if not path.is_file():
            raise SnapshotError(f"There is no snapshot at {path}.", f"{path} 处没有快照文件。")
        con = duckdb.connect(":memory:")
        quoted = str(path).replace("'", "''")
        try:
            con.execute(f"ATTACH '{quoted}' AS snap (READ_ONLY)")
            con.execute("USE snap")
            row = con.execute("SELECT value FROM hc_snapshot WHERE key = 'format'").fetchone()
            found = json.loads(row[0]) if row else None
        except duckdb.Error as error:
            con.close()
            first = str(error).splitlines()[0]
            raise SnapshotError(
                f"{path} is not a readable snapshot ({first}). Collect it again, or copy it again in binary mode.",
                f"{path} 不是可读的快照（{first}）。请重新采集，或以二进制方式重新拷贝。",
            ) from None
        if not isinstance(found, int) or found > FORMAT:
            con.close()
            raise SnapshotError(
                f"{path} has snapshot format {found}; this healthcheck {__version__} reads up to {FORMAT}. Upgrade it.",
                f"{path} 的快照格式为 {found}，当前 healthcheck {__version__} 最高支持 {FORMAT}，请升级程序。",
            )
        return cls(path, con, writable=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Flush and close the file."""
        if self.writable:
            self.con.execute("CHECKPOINT snap")
        self.con.close()

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value about the snapshot as a whole."""
        text = json.dumps(value, ensure_ascii=False)
        self.con.execute("INSERT OR REPLACE INTO hc_snapshot VALUES (?, ?)", [key, text])

    def get(self, key: str, default: Any = None) -> Any:
        """A value kept with :meth:`put`."""
        row = self.con.execute("SELECT value FROM hc_snapshot WHERE key = ?", [key]).fetchone()
        return json.loads(row[0]) if row else default

    @property
    def collected_at(self) -> datetime:
        """When the facts were collected (UTC, naive)."""
        return datetime.fromisoformat(self.get("collected_at"))

    def append(self, part: Part, batches: Iterable[pa.RecordBatch], origin_table: str = "") -> None:
        """Stream Arrow batches into the part's fact table, converting each column to the fact's type.

        Fills in the part's rows, time, state and known columns and records it. When ``batches`` raises, what had
        arrived is kept and the part recorded as partial by the caller through :meth:`record`.

        Args:
            batches: columns named as in the fact; further columns are refused.
            origin_table: writes ``origin`` as ``<origin_table>#<key>`` where a batch has no origin of its own.
        """
        spec = TABLES[part.fact]
        loader = _Loader(self.con, spec, origin_table, self._secret_key)
        started = time.perf_counter()
        try:
            for batch in batches:
                if not part.known:
                    part.known = tuple(n for n in batch.schema.names if n in spec.columns and n not in part.unknown)
                part.rows += loader.load(batch)
        finally:
            part.ms += (time.perf_counter() - started) * 1000
        problems = loader.problems()
        if problems:
            part.state = "partial"
            part.reason = join([*([part.reason] if part.reason else []), *problems])
        elif part.state != "partial":
            part.state = "complete" if part.rows else "empty"

    def record(self, part: Part) -> None:
        """Write down what became of a part."""
        unknown = {k: [v.en, v.zh] for k, v in part.unknown.items()}
        self.con.execute(
            "INSERT INTO hc_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                part.fact,
                part.source,
                part.state,
                part.reason.en if part.reason else None,
                part.reason.zh if part.reason else None,
                part.statement,
                part.rows,
                part.ms,
                list(part.known),
                json.dumps(unknown, ensure_ascii=False),
            ],
        )

    def parts(self) -> list[Part]:
        """Every part as recorded, in order of collection."""
        rows = self.con.execute("SELECT * FROM hc_part").fetchall()
        return [
            Part(
                fact=fact,
                source=source,
                state=state,
                reason=Text(en, zh) if en else None,
                statement=statement,
                rows=count,
                ms=ms,
                known=tuple(known or ()),
                unknown={k: Text(*v) for k, v in json.loads(unknown).items()},
            )
            for fact, source, state, en, zh, statement, count, ms, known, unknown in rows
        ]

    def coverage(self) -> dict[str, Coverage]:
        """Per fact table how far it was collected; tables that no part names are absent."""
        parts: dict[str, list[Part]] = {}
        for part in self.parts():
            parts.setdefault(part.fact, []).append(part)
        return {name: _coverage(name, parts.get(name, [])) for name in TABLES}


def _coverage(fact: str, parts: list[Part]) -> Coverage:
    seen = [p for p in parts if p.state != "absent"]
    rows = sum(p.rows for p in seen)
    lost = [p for p in parts if p.state == "absent" and p.reason]
    if not seen:
        state: State = "absent"
    elif any(p.state == "partial" for p in seen):
        state = "partial"
    else:
        state = "complete" if rows else "empty"
    # A part that could not be used takes nothing away from its alternatives, but its reason must be seen.
    reasons = tuple(p.reason for p in [*seen, *([] if seen else lost)] if p.reason)
    known = frozenset(c for p in seen for c in p.known)
    unknown = {c: why for p in parts for c, why in p.unknown.items() if c not in known}
    return Coverage(fact, state, rows, reasons, known, unknown)


class _Loader:
    """Converts batches to one fact table's types and inserts them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, spec: TableSpec, origin_table: str, secret_key: bytes) -> None:
        self.con = con
        self.spec = spec
        self.origin_table = origin_table
        self.secret_key = secret_key
        self.secrets = {c.name for c in spec.columns.values() if c.secret}
        self.keyless = 0
        self.unread: dict[str, tuple[int, str]] = {}
        self.odd: dict[str, set[str]] = {}

    def load(self, batch: pa.RecordBatch) -> int:
        """Insert one batch; returns the rows inserted."""
        batch = self._digested(_plain(batch))
        self.con.register("incoming", batch)
        try:
            columns = self.spec.columns
            present = {name: batch.schema.field(name).type for name in batch.schema.names if name in columns}
            exprs = {name: self._expression(column, present.get(name)) for name, column in columns.items()}
            exprs["origin"] = self._origin(present)
            keys = " AND ".join(f"({exprs[k]}) IS NOT NULL" for k in self.spec.keys)
            listed = ", ".join(f'{e} AS "{n}"' for n, e in exprs.items())
            inserted = self.con.execute(
                f'INSERT INTO snap."{self.spec.name}" BY NAME SELECT {listed} FROM incoming WHERE {keys}'
            ).fetchone()
            rows = int(inserted[0]) if inserted else 0
            self.keyless += batch.num_rows - rows
            self._check(present, exprs)
            return rows
        finally:
            self.con.unregister("incoming")

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
        if "origin" in present:
            return "coalesce(CAST(origin AS VARCHAR), '')"
        keys = ", ',', ".join(f'"{k}"' for k in self.spec.keys if k in present)
        if not self.origin_table or not keys:
            return "''"
        return f"concat({_literal(self.origin_table + '#')}, {keys})"

    def _check(self, present: dict[str, pa.DataType], exprs: dict[str, str]) -> None:
        """Count values that were there and could not be read, and values outside an enumeration."""
        for name, found in present.items():
            column = self.spec.columns[name]
            if column.type is not str and _is_text(found):
                rows = self.con.execute(
                    f'SELECT count(*), min("{name}") FROM incoming'
                    f' WHERE trim("{name}") <> \'\' AND TRY_CAST(trim("{name}") AS {column.sql_type}) IS NULL'
                ).fetchall()
                if rows and rows[0][0]:
                    row = rows[0]
                    count, example = self.unread.get(name, (0, row[1]))
                    self.unread[name] = (count + row[0], example)
            if column.choices:
                allowed = ", ".join(map(_literal, column.choices))
                rows = self.con.execute(
                    f"SELECT DISTINCT {exprs[name]} AS v FROM incoming WHERE v NOT IN ({allowed}) LIMIT 5"
                ).fetchall()
                if rows:
                    self.odd.setdefault(name, set()).update(str(r[0]) for r in rows)

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
