"""Facts at rest: a snapshot is one DuckDB file, or a folder of Parquet (:mod:`healthcheck.parquet`).

It holds every fact table (empty where nothing was collected) and, per table and part, what became of its collection:
the statement that ran, rows, time, which columns are known, and whether the result is whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from healthcheck import __version__
from healthcheck.coverage import Coverage, Part, State, coverage_of
from healthcheck.errors import SnapshotError, UsageError
from healthcheck.facts import TABLES
from healthcheck.language import Text, join
from healthcheck.load import Loader, quiet
from healthcheck.target import SNAPSHOT_MARK

#: Raised when the layout of a snapshot changes so that older engines cannot read it.
FORMAT = 1

#: Storage version of the file, so that a snapshot travels to machines with an older DuckDB.
STORAGE_VERSION = "v1.2.0"

#: What DuckDB may hold while a snapshot is written; more rows then take more time and not more memory.
WRITE_MEMORY = "1GB"

__all__ = ["FORMAT", "STORAGE_VERSION", "Coverage", "Part", "Snapshot", "State"]


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str = "snap") -> list[str]:
    """Attach a snapshot, a DuckDB file or a folder of Parquet, as a catalogue that is only read.

    Returns the files that queries go on reading by themselves: those of a folder.

    Raises:
        duckdb.Error: when a file is no DuckDB database.
        SnapshotError: when a folder is not as it should be.
    """
    if path.is_dir():
        from healthcheck import parquet

        return parquet.attach(con, path, name)
    quoted = str(path).replace("'", "''")
    con.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    return []


class Snapshot:
    """An open snapshot. Use :meth:`create` to write one and :meth:`open` to read one."""

    def __init__(self, path: Path, con: duckdb.DuckDBPyConnection, writable: bool) -> None:
        self.path = path
        self.con = con
        self.writable = writable
        # Lives as long as this object and is written nowhere: what it digests can never be looked up again.
        self._secret_key = os.urandom(32)

    @classmethod
    def create(cls, path: Path, brief: bool = False) -> Self:
        """A new, empty snapshot at ``path``.

        Args:
            brief: it is thrown away at once: it may be larger for being written faster, and need not outlive a crash.

        Raises:
            UsageError: when the file exists or its folder does not.
        """
        if path.exists():
            raise UsageError(
                f"{path} already exists. Choose another name or remove it.", f"{path} 已存在，请换个文件名或先删除。"
            )
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent}.", f"目录 {path.parent} 不存在。")
        con = quiet(duckdb.connect(":memory:"))
        quoted = str(path).replace("'", "''")
        logged = ", RECOVERY_MODE 'no_wal_writes'" if brief else ""
        con.execute(f"ATTACH '{quoted}' AS snap (STORAGE_VERSION '{STORAGE_VERSION}'{logged})")
        con.execute("USE snap")
        con.execute(f"SET memory_limit = '{WRITE_MEMORY}'")
        con.execute("SET preserve_insertion_order = false")  # rows have no order; this halves the time to write them
        if brief:
            con.execute("SET force_compression = 'uncompressed'")
        snapshot = cls(path, con, writable=True)
        with snapshot.at_once():
            for spec in TABLES.values():
                con.execute(spec.ddl())
            con.execute("CREATE TABLE hc_snapshot (key VARCHAR PRIMARY KEY, value VARCHAR)")
            con.execute(
                "CREATE TABLE hc_part (fact VARCHAR, source VARCHAR, state VARCHAR, reason_en VARCHAR, reason_zh VARCHAR,"
                " statement VARCHAR, rows BIGINT, ms DOUBLE, known VARCHAR[], unknown VARCHAR, failed BOOLEAN)"
            )
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
        if not path.is_file() and not (path / SNAPSHOT_MARK).is_file():
            raise SnapshotError(f"There is no snapshot at {path}.", f"{path} 处没有快照文件。")
        con = quiet(duckdb.connect(":memory:"))
        try:
            attach(con, path)
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

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """What is written inside is there as a whole or not at all, and reaches the disk once instead of line by line."""
        self.con.execute("BEGIN")
        try:
            yield
        except BaseException:
            with contextlib.suppress(duckdb.Error):  # an error may have ended the transaction already
                self.con.execute("ROLLBACK")
            raise
        self.con.execute("COMMIT")

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

    def append(
        self,
        part: Part,
        batches: Iterable[pa.RecordBatch],
        origin_table: str = "",
        constants: Mapping[str, str] | None = None,
    ) -> None:
        """Stream Arrow batches into the part's fact table, converting each column to the fact's type.

        Fills in the part's rows, time, state and known columns and records it. When ``batches`` raises, what had
        arrived is kept and the part recorded as partial by the caller through :meth:`record`.

        Args:
            batches: columns named as in the fact; further columns are refused.
            constants: SQL literals of columns that are the same in every row and not in the batches.
            origin_table: writes ``origin`` as ``<origin_table>#<key>`` where a batch has no origin of its own.
        """
        spec = TABLES[part.fact]
        loader = Loader(self.con, spec, origin_table, self._secret_key, constants or {})
        started = time.perf_counter()
        try:
            loader.load(batches)
        finally:
            part.rows += loader.rows
            part.ms += (time.perf_counter() - started) * 1000
            if not part.known:
                part.known = tuple(n for n in loader.present if n not in part.unknown)
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
            "INSERT INTO hc_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                part.failed,
            ],
        )

    def parts(self) -> list[Part]:
        """Every part as recorded, in order of collection."""
        columns = "fact, source, state, reason_en, reason_zh, statement, rows, ms, known, unknown, failed"
        try:
            rows = self.con.execute(f"SELECT {columns} FROM hc_part").fetchall()
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise SnapshotError(
                f"{self.path} was written by another healthcheck ({first}). Collect it again.",
                f"{self.path} 由其他版本的 healthcheck 生成（{first}），请重新采集。",
            ) from None
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
                failed=failed,
            )
            for fact, source, state, en, zh, statement, count, ms, known, unknown, failed in rows
        ]

    def coverage(self) -> dict[str, Coverage]:
        """Per fact table how far it was collected; tables that no part names are absent."""
        parts: dict[str, list[Part]] = {}
        for part in self.parts():
            parts.setdefault(part.fact, []).append(part)
        return {name: coverage_of(name, parts.get(name, [])) for name in TABLES}
