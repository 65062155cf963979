"""MySQL and MariaDB through PyMySQL's streaming cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from healthcheck.catalogue import Catalogue
from healthcheck.databases.base import Database, Limits, StatementError, failed, first_line, unreachable
from healthcheck.load import batches_of

_CATALOGUE = """
SELECT table_name AS table_name, column_name AS column_name
FROM information_schema.columns WHERE table_schema = DATABASE()
"""


def in_slices(sql: str, parts: int, name: str = "") -> dict[str, str]:
    """The statements that read a list of information_schema a part at a time, by name; `{slice:t.TABLE_NAME}` chooses.

    MariaDB answers questions about rows, sizes and keys by opening each table. It does so only for names that meet the
    condition, any condition that looks at nothing but the name, so a part costs its share of the time.
    """
    return {
        f"{name} part {part + 1} of {parts}".strip(): re.sub(
            r"\{slice:([\w.]+)\}", rf"CRC32(\1) % {parts} = {part}", sql
        )
        for part in range(parts)
    }


#: Settings that MySQL has from a version on, an older one reads a comment: information_schema tells what is true now, not what
#: it wrote down yesterday (and writes nothing down); where there are two formats of plans, the one that tells of updates too.
_OF_MYSQL = (
    " /*!80003 , SESSION information_schema_stats_expiry = 0 */ /*!80300 , SESSION explain_json_format_version = 1 */"
)

#: Client error numbers that mean the connection is gone.
_LOST = {2006, 2013, 2014, 2055, 0, 1053, 1927}


class MySQL(Database):
    """A read-only MySQL or MariaDB session."""

    kind = "mysql"
    dialect = "mysql"
    facts = Path(__file__).parent / "mysql" / "facts"

    def __init__(self, url: Any, limits: Limits) -> None:
        super().__init__(url, limits)
        self.connection = self._connect()

    def _connect(self) -> Any:
        import pymysql

        if not self.url.database:
            raise unreachable(self.label, ValueError("the URL names no database (mysql://host/database)"))
        try:
            connection = pymysql.connect(
                host=self.url.host or "127.0.0.1",
                port=self.url.port or 3306,
                user=self.url.username,
                password=self.url.password or "",
                database=self.url.database,
                charset="utf8mb4",
                use_unicode=True,
                autocommit=True,
                connect_timeout=self.limits.connect_seconds,
                read_timeout=self.limits.seconds + 30,
                program_name="healthcheck",
                unix_socket=self.url.query.get("unix_socket"),
                local_infile=False,
            )
            # The greeting tells the version: one statement less.
            self.is_mariadb = "mariadb" in str(connection.get_server_info()).lower()
            with connection.cursor() as cursor:
                for statement in self.session_statements():
                    try:
                        cursor.execute(statement)
                    except pymysql.MySQLError:
                        if _OF_MYSQL not in statement:
                            raise
                        cursor.execute(statement.replace(_OF_MYSQL, ""))  # what only calls itself MySQL
        except Exception as error:
            raise unreachable(self.label, error) from None
        return connection

    def session_statements(self) -> list[str]:
        """Read-only transactions, time limits, UTC."""
        limit = (
            f"SET SESSION max_statement_time = {self.limits.seconds}"
            if self.is_mariadb
            else f"SET SESSION max_execution_time = {self.limits.seconds * 1000}"
        )
        return [
            "SET SESSION TRANSACTION READ ONLY",
            limit,
            f"SET SESSION lock_wait_timeout = {self.limits.lock_seconds}" + ("" if self.is_mariadb else _OF_MYSQL),
            f"SET SESSION innodb_lock_wait_timeout = {self.limits.lock_seconds}",
            "SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'",
        ]

    def catalogue(self) -> Catalogue:
        """Tables of the connected database; those without any privilege do not show in information_schema."""
        tables: dict[str, list[str]] = {}
        try:
            for row in self.rows(_CATALOGUE):
                tables.setdefault(str(row["table_name"]), []).append(str(row["column_name"]))
        except StatementError as error:
            raise unreachable(self.label, error) from None
        found = Catalogue()
        for name, columns in tables.items():
            found.add("", name, columns)
        return found

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Stream one SELECT through an unbuffered cursor."""
        from pymysql.cursors import SSCursor

        try:
            with self.connection.cursor(SSCursor) as cursor:
                cursor.execute(sql)
                names = [d[0] for d in cursor.description]
                yield from batches_of(cursor, names)
        except GeneratorExit:
            raise
        except Exception as error:
            number = error.args[0] if error.args and isinstance(error.args[0], int) else None
            said = Exception(str(error.args[-1])) if number is not None else error
            lost = number in _LOST or isinstance(error, OSError) or not self._alive()
            raise StatementError(failed(Exception(f"{said} [{number}]") if number else said), lost) from None

    def _alive(self) -> bool:
        try:
            self.connection.ping(reconnect=False)
        except Exception:
            return False
        return True

    def reconnect(self) -> bool:
        """Open a new session in place of a broken one."""
        self.close()
        try:
            self.connection = self._connect()
        except Exception:
            return False
        return True

    def estimate(self, sql: str) -> str:
        """Tables and rows that EXPLAIN gives; nothing is executed."""
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql)
                names = [d[0].lower() for d in cursor.description]
                rows = [dict(zip(names, r, strict=True)) for r in cursor.fetchall()]
        except Exception as error:
            return first_line(error)
        return "; ".join(f"{r.get('table')}: {r.get('type')}, {r.get('rows')} rows" for r in rows)

    def explain(self, sql: str) -> str:
        """The plan of a statement as the server's own JSON.

        Raises:
            StatementError: when the server refuses to plan it.
        """
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("EXPLAIN FORMAT=JSON " + sql)
                return str((cursor.fetchone() or ["{}"])[0])
        except Exception as error:
            said = Exception(str(error.args[-1])) if error.args else error
            raise StatementError(failed(said), not self._alive()) from None

    def set_sql_mode(self, mode: str) -> None:
        """Read texts as this `sql_mode` has it, in this session."""
        with self.connection.cursor() as cursor:
            cursor.execute("SET SESSION sql_mode = %s", (mode,))

    def close(self) -> None:
        """End the session; errors of a connection that is already gone do not matter."""
        try:
            self.connection.close()
        except Exception:
            return

    def catalogue_statements(self) -> list[str]:
        """The one catalogue query."""
        return [_CATALOGUE.strip()]
