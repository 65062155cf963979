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

#: All columns the user may see, in one statement: schema, table, column, whether the schema is the default one. SQLAlchemy
#: asks SQL Server table by table, which takes minutes on the thousands of an ERP, and Oracle for one's own tables only.
CATALOGUES = {
    "mssql": (
        "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, CASE WHEN TABLE_SCHEMA = SCHEMA_NAME() THEN 1 ELSE 0 END"
        " FROM INFORMATION_SCHEMA.COLUMNS ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"
    ),
    "oracle": (
        "SELECT c.owner, c.table_name, c.column_name,"
        " CASE WHEN c.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') THEN 1 ELSE 0 END"
        " FROM all_tab_columns c"
        " WHERE c.owner NOT IN ('SYS', 'SYSTEM', 'XDB', 'MDSYS', 'CTXSYS', 'WMSYS', 'OUTLN', 'DBSNMP', 'LBACSYS')"
        " ORDER BY c.owner, c.table_name, c.column_id"
    ),
}


class Other(Database):
    """A session on SQL Server, Oracle or whatever driver is installed; nothing is ever committed."""

    kind = "other"
    dialect = ""

    def __init__(self, url: Any, limits: Limits) -> None:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import NoSuchModuleError

        super().__init__(url, limits)
        backend = url.get_backend_name()
        # One class for every SQLAlchemy dialect: what the others say by class, it says by instance.
        self.kind = backend  # type: ignore[misc]
        self.dialect = DIALECTS.get(backend, "")  # type: ignore[misc]
        try:
            self.engine = create_engine(url, connect_args=self._connect_arguments(url))
            self.connection = self.engine.connect()
            self._settle()
        except (ImportError, NoSuchModuleError):
            raise
        except Exception as error:
            raise unreachable(self.label, error) from None

    def _connect_arguments(self, url: Any) -> dict[str, Any]:
        """Time limits, in seconds, under each driver's own names."""
        driver = url.get_driver_name()
        if driver == "pymssql":
            return {"login_timeout": self.limits.connect_seconds, "timeout": self.limits.seconds}
        if driver == "pyodbc":
            return {"timeout": self.limits.connect_seconds}
        if driver == "oracledb":
            return {"tcp_connect_timeout": self.limits.connect_seconds}
        return {}

    def _settle(self) -> None:
        """What holds for the session, and what only the driver can be told."""
        raw: Any = self.connection.connection.dbapi_connection
        driver = self.url.get_driver_name()
        if driver == "pyodbc" and self.kind == "mssql":
            raw.timeout = self.limits.seconds
        elif driver == "oracledb":
            raw.call_timeout = self.limits.seconds * 1000
        for statement in self.session_statements():
            self.connection.exec_driver_sql(statement)

    def session_statements(self) -> list[str]:
        """Short waits for locks on SQL Server; on Oracle a transaction that cannot write."""
        if self.kind == "mssql":
            return [f"SET LOCK_TIMEOUT {self.limits.lock_seconds * 1000}"]
        return ["SET TRANSACTION READ ONLY"] if self.kind == "oracle" else []

    def catalogue_statements(self) -> list[str]:
        """The one catalogue query, where it is not SQLAlchemy that asks."""
        return [CATALOGUES[self.kind]] if self.kind in CATALOGUES else []

    def catalogue(self) -> Catalogue:
        """Tables and views, each with all its columns; of the default schema where SQLAlchemy's reflection is used."""
        from sqlalchemy import inspect
        from sqlalchemy.engine.reflection import ObjectKind

        found = Catalogue()
        try:
            if self.kind not in CATALOGUES:
                columns_of = inspect(self.engine).get_multi_columns(kind=ObjectKind.ANY)
                for (_, name), columns in columns_of.items():
                    found.add("", name, [c["name"] for c in columns])
                return found
            grouped: dict[tuple[str, str, bool], list[str]] = {}
            for schema, table, column, default in self.connection.exec_driver_sql(CATALOGUES[self.kind]):
                grouped.setdefault((schema, table, bool(default)), []).append(column)
        except Exception as error:
            raise unreachable(self.label, error) from None
        for (schema, table, default), names in grouped.items():
            found.add(schema, table, names, default=default)
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
            self._begin_again()
            raise StatementError(failed(error)) from None

    def _begin_again(self) -> None:
        """Leave a transaction that failed; if that fails too, the next statement says so."""
        try:
            self.connection.rollback()
            self._settle()
        except Exception:
            return

    def estimate(self, sql: str) -> str:
        """No common way to ask."""
        return ""

    def close(self) -> None:
        """Roll back and disconnect."""
        self.connection.close()
        self.engine.dispose()
