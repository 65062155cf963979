"""PostgreSQL through ADBC: Arrow from the server's binary copy format to the snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from healthcheck.catalogue import Catalogue
from healthcheck.databases.base import Database, Limits, StatementError, ahead, failed, first_line, unreachable

_CATALOGUE = """
SELECT n.nspname, c.relname, pg_catalog.array_agg(a.attname::text) AS columns,
       pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable,
       n.nspname = pg_catalog.current_schema() AS is_default
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
GROUP BY n.nspname, c.relname, c.oid
"""


#: Size of the batches that are read; bigger ones cost memory and gain nothing.
BATCH_BYTES = 8 * 1024 * 1024


class PostgreSQL(Database):
    """A read-only PostgreSQL session: every transaction is read-only from the first statement on."""

    kind = "postgresql"
    dialect = "postgres"
    facts = Path(__file__).parent / "postgresql" / "facts"

    def __init__(self, url: Any, limits: Limits) -> None:
        super().__init__(url, limits)
        self.connection = self._connect()

    def _settings(self) -> dict[str, str]:
        return {
            "default_transaction_read_only": "on",
            "statement_timeout": f"{self.limits.seconds}s",
            "lock_timeout": f"{self.limits.lock_seconds}s",
            "idle_in_transaction_session_timeout": "60s",
            "timezone": "UTC",
        }

    def _connect(self) -> Any:
        from adbc_driver_postgresql import dbapi

        query = dict(self.url.query)
        own = " ".join(f"-c {name}={value}" for name, value in self._settings().items())
        given = query.get("options", "")
        query["options"] = f"{given} {own}".strip() if isinstance(given, str) else own
        query.setdefault("application_name", "healthcheck")
        query.setdefault("connect_timeout", str(self.limits.connect_seconds))
        target = self.url.set(drivername="postgresql", query=query)
        # libpq wants %20, not the + that form encoding writes
        text = target.render_as_string(hide_password=False).replace("+", "%20")
        try:
            return dbapi.connect(text, autocommit=True)
        except Exception as error:
            raise unreachable(self.label, error) from None

    def catalogue(self) -> Catalogue:
        """Tables of every schema the user can see; those of the default schema need no prefix."""
        found = Catalogue()
        try:
            for row in self.rows(_CATALOGUE):
                said: dict[str, Any] = row
                found.add(said["nspname"], said["relname"], said["columns"], said["readable"], said["is_default"])
        except StatementError as error:
            raise unreachable(self.label, error) from None
        return found

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Stream one SELECT through COPY (SELECT …) TO STDOUT, which is how ADBC reads."""
        try:
            with self.connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
                cursor.execute(sql)
                reader = cursor.fetch_record_batch()
                try:
                    yield from ahead(iter(reader))
                finally:
                    reader.close()
        except GeneratorExit:
            raise
        except Exception as error:
            raise StatementError(failed(error), lost=self._is_lost(error)) from None

    def _is_lost(self, error: Exception) -> bool:
        said = str(error).lower()
        return any(w in said for w in ("terminating connection", "server closed", "connection", "eof", "no copy in"))

    def reconnect(self) -> bool:
        """Open a new session in place of a broken one."""
        self.close()
        try:
            self.connection = self._connect()
        except Exception:
            return False
        return True

    def estimate(self, sql: str) -> str:
        """Rows and cost that EXPLAIN gives; nothing is executed."""
        try:
            with self.connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
                cursor.execute("EXPLAIN " + sql)
                row = cursor.fetchone()
                return str(row[0]).strip() if row else ""
        except Exception as error:
            return first_line(error)

    def close(self) -> None:
        """End the session; errors of a connection that is already gone do not matter."""
        try:
            self.connection.close()
        except Exception:
            return

    def session_statements(self) -> list[str]:
        """Settings that travel in the connection's start-up packet."""
        return [f"SET {name} = '{value}'" for name, value in self._settings().items()]

    def catalogue_statements(self) -> list[str]:
        """The one catalogue query."""
        return [_CATALOGUE.strip()]
