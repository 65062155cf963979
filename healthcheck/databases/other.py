"""Every other database that SQLAlchemy has a dialect for, as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from healthcheck.catalogue import Catalogue
from healthcheck.databases.base import Database, Limits, StatementError, failed, unreachable
from healthcheck.load import batches_of

#: SQLAlchemy's backend name → sqlglot's.
DIALECTS = {"mssql": "tsql", "oracle": "oracle", "db2": "db2", "duckdb": "duckdb", "clickhouse": "clickhouse"}


class Other(Database):
    """A session on SQL Server, Oracle or whatever driver is installed; nothing is ever committed."""

    kind = "other"
    dialect = ""

    def __init__(self, url: Any, limits: Limits) -> None:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import NoSuchModuleError

        super().__init__(url, limits)
        backend = url.get_backend_name()
        self.kind = backend  # type: ignore[misc]
        self.dialect = DIALECTS.get(backend, "")  # type: ignore[misc]
        try:
            self.engine = create_engine(url)
            self.connection = self.engine.connect()
        except (ImportError, NoSuchModuleError):
            raise
        except Exception as error:
            raise unreachable(self.label, error) from None

    def catalogue(self) -> Catalogue:
        """Tables and views of the default schema by SQLAlchemy's reflection."""
        from sqlalchemy import inspect

        found = Catalogue()
        inspector = inspect(self.engine)
        for (_, name), columns in inspector.get_multi_columns().items():
            found.add("", name, [c["name"] for c in columns])
        return found

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Stream one SELECT."""
        try:
            result = self.connection.execution_options(stream_results=True, no_parameters=True).exec_driver_sql(sql)
            with result:
                names = list(result.keys())
                for block in result.partitions(20_000):
                    yield from batches_of((tuple(row) for row in block), names)
        except GeneratorExit:
            raise
        except Exception as error:
            self.connection.rollback()
            raise StatementError(failed(error)) from None

    def estimate(self, sql: str) -> str:
        """No common way to ask."""
        return ""

    def close(self) -> None:
        """Roll back and disconnect."""
        self.connection.close()
        self.engine.dispose()
