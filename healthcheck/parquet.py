"""A snapshot as a folder of Parquet: what other engines read too, and what facts of hundreds of millions of rows fit in.

    FOLDER/healthcheck-snapshot.json       when and how the facts were collected
    FOLDER/<fact table>/*.parquet          its rows; a table without a folder has none

The same questions are answered as by a snapshot that is one DuckDB file (:mod:`healthcheck.store`). Whoever writes such a
folder with a tool of their own needs only ``{"format": 1, "collected_at": "2026-01-31T08:00:00"}``: a table that lies there and of
which nothing is said counts as collected whole, with the columns that its files have.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from healthcheck.coverage import Part
from healthcheck.errors import SnapshotError
from healthcheck.facts import TABLES
from healthcheck.facts.base import TableSpec
from healthcheck.target import SNAPSHOT_MARK

#: Layout of the folder; raised when older engines cannot read it.
FORMAT = 1

#: Bounds on what is read of a folder that a stranger sent.
MAX_JSON_BYTES = 64 * 1024**2
MAX_FILES = 100_000

#: Parquet files are begun anew at about this size, so that many readers can share the work.
FILE_SIZE = "256MB"

_PART = ("fact", "source", "state", "statement", "rows", "ms", "known", "failed")


@dataclass(frozen=True)
class Stored:
    """One fact table of a folder.

    Attributes:
        files: its Parquet files.
        columns: column name → DuckDB type, as the files have them.
        rows: how many there are, by the files' footers.
    """

    spec: TableSpec
    files: tuple[str, ...]
    columns: dict[str, str]
    rows: int

    def select(self, source: str, types: dict[str, str], quote: str = '"') -> str:
        """A SELECT that gives the table's columns their types, NULL where the files have no such column."""
        listed = []
        for column in self.spec.columns.values():
            kind = types[column.sql_type]
            name = f"{quote}{column.name}{quote}"
            listed.append(f"CAST({name if column.name in self.columns else 'NULL'} AS {kind}) AS {name}")
        return f"SELECT {', '.join(listed)} FROM {source}"


def write(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write what is open as catalogue ``snap`` of ``con`` into ``folder``, which must not exist.

    Raises:
        OSError, duckdb.Error: when the folder cannot be written.
    """
    folder.mkdir()
    rows = {}
    for table, spec in TABLES.items():
        have = {name for (name,) in con.execute(_COLUMNS, [table]).fetchall()}
        if not have:
            continue
        counted = con.execute(f'SELECT count(*) FROM snap."{table}"').fetchone()
        rows[table] = int(counted[0]) if counted else 0
        if rows[table]:
            listed = ", ".join(f'"{c}"' for c in spec.columns if c in have)
            out = _literal(folder / table)
            con.execute(
                f'COPY (SELECT {listed} FROM snap."{table}") TO {out}'
                f" (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES '{FILE_SIZE}')"
            )
    said = {key: json.loads(value) for key, value in con.execute("SELECT key, value FROM snap.hc_snapshot").fetchall()}
    said["format"] = FORMAT
    listed = ", ".join((*_PART, "reason_en", "reason_zh", "unknown"))
    parts = []
    for row in con.execute(f"SELECT {listed} FROM snap.hc_part").fetchall():
        part = dict(zip((*_PART, "reason_en", "reason_zh", "unknown"), row, strict=True))
        part["unknown"] = json.loads(part["unknown"])
        parts.append(part)
    document = json.dumps({**said, "rows": rows, "parts": parts}, ensure_ascii=False, indent=1)
    (folder / SNAPSHOT_MARK).write_text(document + "\n", "utf-8")  # last: without it the folder is no snapshot


_COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE database_name = 'snap' AND table_name = ?"


def attach(con: duckdb.DuckDBPyConnection, folder: Path, name: str = "snap") -> list[str]:
    """Open a folder as catalogue ``name`` of ``con``, laid out as the DuckDB file has it; returns the files it reads.

    Raises:
        SnapshotError: when the folder is damaged, not whole, or of a newer engine.
    """
    said = read_json(folder)
    stored = read_tables(folder, con, said)
    con.execute(f"ATTACH ':memory:' AS {name}")
    con.execute(f"CREATE TABLE {name}.hc_snapshot (key VARCHAR PRIMARY KEY, value VARCHAR)")
    con.execute(
        f"CREATE TABLE {name}.hc_part (fact VARCHAR, source VARCHAR, state VARCHAR, reason_en VARCHAR, reason_zh VARCHAR,"
        " statement VARCHAR, rows BIGINT, ms DOUBLE, known VARCHAR[], unknown VARCHAR, failed BOOLEAN)"
    )
    for key, value in said.items():
        if key not in ("rows", "parts"):
            text = json.dumps(value, ensure_ascii=False)
            con.execute(f"INSERT INTO {name}.hc_snapshot VALUES (?, ?)", [key, text])
    for part in _parts(said, stored.values()):
        con.execute(f"INSERT INTO {name}.hc_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", part)
    own = {spec.sql_type: spec.sql_type for table in TABLES.values() for spec in table.columns.values()}
    for table, spec in TABLES.items():
        if table in stored:
            files = ", ".join(map(_literal, stored[table].files))
            source = f"read_parquet([{files}], union_by_name = true)"
            con.execute(f'CREATE VIEW {name}."{table}" AS {stored[table].select(source, own)}')
        else:
            con.execute(spec.ddl().replace("CREATE TABLE ", f"CREATE TABLE {name}.", 1))
    return [file for one in stored.values() for file in one.files]


def read_json(folder: Path) -> dict[str, Any]:
    """What the folder says of itself.

    Raises:
        SnapshotError: when it cannot be read or misses something.
    """
    path = folder / SNAPSHOT_MARK

    def fail(en: str, zh: str) -> SnapshotError:
        return SnapshotError(f"{path}: {en}", f"{path}：{zh}")

    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise fail(f"it is larger than {MAX_JSON_BYTES // 1024**2} MB.", "文件过大。")
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise fail(f"it cannot be read ({error}). Collect it again.", f"无法读取（{error}），请重新采集。") from None
    if not isinstance(said, dict):
        raise fail("expected an object.", "应为 JSON 对象。")
    found = said.get("format")
    if not isinstance(found, int) or found > FORMAT:
        raise fail(
            f"format is {found!r}; this healthcheck reads up to {FORMAT}. Upgrade it.",
            f"格式为 {found!r}，当前程序最高支持 {FORMAT}，请升级。",
        )
    try:
        datetime.fromisoformat(said["collected_at"])
    except (KeyError, TypeError, ValueError):
        raise fail(
            'collected_at is missing: when the facts were true, such as "2026-01-31T08:00:00" (UTC).',
            '缺少 collected_at：事实的采集时间（UTC），如 "2026-01-31T08:00:00"。',
        ) from None
    if not isinstance(said.get("rows", {}), dict) or not isinstance(said.get("parts", []), list):
        raise fail("rows must be an object and parts a list.", "rows 应为对象，parts 应为列表。")
    return said


def read_tables(folder: Path, con: duckdb.DuckDBPyConnection, said: dict[str, Any]) -> dict[str, Stored]:
    """The fact tables that have files, with what their footers say.

    Raises:
        SnapshotError: naming the file that cannot be read, a column of another type, or what is missing.
    """
    root = folder.resolve()
    stored = {}
    seen = 0
    for table, spec in TABLES.items():
        files = []
        for path in sorted((folder / table).glob("*.parquet")):
            seen += 1
            if seen > MAX_FILES:
                raise SnapshotError(
                    f"{folder} holds more than {MAX_FILES} files.", f"{folder} 下的文件超过 {MAX_FILES} 个。"
                )
            if not path.resolve().is_relative_to(root):
                raise SnapshotError(
                    f"{path} is a link that leads out of the snapshot.", f"{path} 是指向快照之外的链接。"
                )
            files.append(str(path))
        if files:
            stored[table] = _stored(spec, files, con)
    for table, expected in said.get("rows", {}).items():
        found = stored[table].rows if table in stored else 0
        if table in TABLES and found != expected:
            raise SnapshotError(
                f"{folder} is not whole: {table} had {expected} rows when it was collected, {found} are there. Copy it again.",
                f"{folder} 不完整：{table} 采集时有 {expected} 行，现有 {found} 行，请重新拷贝。",
            )
    return stored


def _stored(spec: TableSpec, files: list[str], con: duckdb.DuckDBPyConnection) -> Stored:
    listed = ", ".join(map(_literal, files))
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet([{listed}], union_by_name = true)").fetchall()
        counted = con.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata([{listed}])").fetchone()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise SnapshotError(
            f"{Path(files[0]).parent} holds no readable Parquet ({first}). Collect it again, or copy it in binary mode.",
            f"{Path(files[0]).parent} 中的 Parquet 无法读取（{first}），请重新采集或以二进制方式拷贝。",
        ) from None
    columns = {str(row[0]): str(row[1]) for row in described}
    for name, column in spec.columns.items():
        found = columns.get(name)
        if found is not None and not _fits(found, column.sql_type):
            raise SnapshotError(
                f"{Path(files[0]).parent}: column {name} is {found}, expected {column.sql_type}.",
                f"{Path(files[0]).parent}：列 {name} 的类型是 {found}，应为 {column.sql_type}。",
            )
    missing = [key for key in spec.keys if key not in columns]
    if missing:
        raise SnapshotError(
            f"{Path(files[0]).parent}: its key {', '.join(missing)} is missing.",
            f"{Path(files[0]).parent}：缺少主键列 {'、'.join(missing)}。",
        )
    return Stored(spec, tuple(files), columns, int(counted[0] or 0) if counted else 0)


_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


def _fits(found: str, wanted: str) -> bool:
    """Whether every value of a column can be had in the fact's type."""
    if found == wanted:
        return True
    if wanted == "VARCHAR":
        return found.startswith(("ENUM", "JSON")) or found in _NUMBERS
    if wanted == "BIGINT":
        return found in _NUMBERS
    if wanted in ("DOUBLE", "DECIMAL(28,8)"):
        return found in _NUMBERS or found.startswith(("DECIMAL", "DOUBLE", "FLOAT"))
    if wanted == "TIMESTAMP":
        return found.startswith(("TIMESTAMP", "DATE"))
    return False


def _parts(said: dict[str, Any], stored: Iterable[Stored]) -> list[list[Any]]:
    """Rows of ``hc_part``: those on record, and one for each table of which nothing is on record."""
    rows: list[list[Any]] = []
    told = set()
    for part in said.get("parts", []):
        try:
            told.add(part["fact"])
            unknown = json.dumps(part.get("unknown") or {}, ensure_ascii=False)
            reasons = part.get("reason_en"), part.get("reason_zh")
            how = part.get("statement") or "", part["rows"], part.get("ms") or 0.0, list(part.get("known") or ())
            rows.append(
                [part["fact"], part["source"], part["state"], *reasons, *how, unknown, bool(part.get("failed"))]
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise SnapshotError(
                f"{SNAPSHOT_MARK}: a part misses {error}. Collect it again.",
                f"{SNAPSHOT_MARK}：采集记录缺少 {error}，请重新采集。",
            ) from None
    for one in stored:
        if one.spec.name not in told:
            known = [name for name in one.spec.columns if name in one.columns]
            part = Part(one.spec.name, "parquet", "complete" if one.rows else "empty", rows=one.rows)
            rows.append([part.fact, part.source, part.state, None, None, "", part.rows, 0.0, known, "{}", False])
    return rows


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
