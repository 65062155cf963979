"""SQLite files, opened read-only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from healthcheck.catalogue import Catalogue
from healthcheck.databases.base import Database, Limits, StatementError, failed, unreachable
from healthcheck.load import batches_of

_CATALOGUE = """
SELECT m.name AS table_name, p.name AS column_name
FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p
WHERE m.type IN ('table', 'view') AND (m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR m.name = 'sqlite_stat1')
"""


class SQLite(Database):
    """A read-only SQLite session."""

    kind = "sqlite"
    dialect = "sqlite"
    facts = Path(__file__).parent / "sqlite" / "facts"

    def __init__(self, url: Any, limits: Limits) -> None:
        super().__init__(url, limits)
        path = Path(url.database or "")
        if not path.is_file():
            raise unreachable(self.label, FileNotFoundError(f"no file {path}"))
        # Rows are pulled from the thread that writes them into the snapshot; only one thread is at work at a time.
        self.connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, timeout=limits.lock_seconds, check_same_thread=False
        )
        self.connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            self.connection.execute("PRAGMA query_only = ON")
            self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error as error:
            raise unreachable(self.label, error) from None

    @property
    def label(self) -> str:
        """The file's name: folders say more about the person than about the system."""
        return f"sqlite:{Path(self.url.database or '').name}"

    def catalogue(self) -> Catalogue:
        """Tables and views of the file."""
        tables: dict[str, list[str]] = {}
        for row in self.rows(_CATALOGUE):
            tables.setdefault(str(row["table_name"]), []).append(str(row["column_name"]))
        found = Catalogue()
        for name, columns in tables.items():
            found.add("", name, columns)
        return found

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Stream one SELECT; a progress handler enforces the time limit."""
        end = time.monotonic() + self.limits.seconds
        self.connection.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
        try:
            cursor = self.connection.execute(sql)
            names = [d[0] for d in cursor.description]
            yield from batches_of(cursor, names)
        except sqlite3.Error as error:
            raise StatementError(failed(error)) from None
        finally:
            self.connection.set_progress_handler(None, 0)

    def estimate(self, sql: str) -> str:
        """The steps of EXPLAIN QUERY PLAN; nothing is executed."""
        try:
            return "; ".join(str(row[3]) for row in self.connection.execute("EXPLAIN QUERY PLAN " + sql))
        except sqlite3.Error as error:
            return str(error)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def session_statements(self) -> list[str]:
        """The file is opened with mode=ro as well."""
        return ["PRAGMA query_only = ON"]

    def catalogue_statements(self) -> list[str]:
        """The one catalogue query."""
        return [_CATALOGUE.strip()]
