"""A read-only PostgreSQL session that asks for plans: statements are prepared, never run."""

from __future__ import annotations

import json
import re
from typing import Any

from healthcheck.databases import Limits, StatementError
from healthcheck.databases.base import failed
from healthcheck.databases.postgresql import PostgreSQL

#: Parameters without a type that one statement may have.
MOST_UNTYPED = 30

#: pg_stat_statements turns `date '2025-01-01'` into `date $1`, which is no SQL any more.
_TYPED = re.compile(
    r"\b(date|interval|time|timetz|timestamp|timestamptz|(?:time|timestamp) with(?:out)? time zone|numeric|bytea|uuid|inet)"
    r"\s+(\$\d+)\b",
    re.IGNORECASE,
)


class PlanningSession(PostgreSQL):
    """Plans of statements as pg_stat_statements writes them, with `$1` for values."""

    def __init__(self, url: Any, limits: Limits) -> None:
        super().__init__(url, limits)
        self._prepared: dict[str, str] = {}

    def _settings(self) -> dict[str, str]:
        return {**super()._settings(), "plan_cache_mode": "force_generic_plan"}

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement without COPY, which takes SELECT only.

        Raises:
            StatementError: when the server refuses it.
        """
        try:
            with self.connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []
        except Exception as error:
            said = re.search(r"\b(?:ERROR|FATAL): +(.+)", str(error))  # without the whole statement before it
            raise StatementError(failed(Exception(said[1]) if said else error), lost=self._is_lost(error)) from None

    def prepare_text(self, statement_id: str, sql: str) -> None:
        """Prepare a statement under its `$1`, which PostgreSQL 15 cannot explain otherwise.

        Raises:
            StatementError: when it cannot be prepared: its text was cut, or a place takes no parameter.
        """
        if statement_id in self._prepared:
            return
        name = f"healthcheck_{len(self._prepared)}"
        self._prepare(name, _TYPED.sub(r"CAST(\2 AS \1)", sql.strip().rstrip(";")))
        rows = self.ask(
            f"SELECT pg_catalog.cardinality(parameter_types) FROM pg_catalog.pg_prepared_statements WHERE name = '{name}'"
        )
        count = int(rows[0][0]) if rows else 0
        self._prepared[statement_id] = f"{name}({', '.join(['NULL'] * count)})" if count else name

    def _prepare(self, name: str, sql: str) -> None:
        """PREPARE, with text for parameters whose type nothing tells (`concat($1, …)`)."""
        types: list[str] = []
        for _ in range(MOST_UNTYPED):
            declared = f" ({', '.join(types)})" if types else ""
            try:
                self.ask(f"PREPARE {name}{declared} AS {sql}")
                return
            except StatementError as error:
                untyped = re.search(r"could not determine data type of parameter \$(\d+)", error.text.en)
                if untyped is None:
                    raise
                place = int(untyped[1])
                types += ["unknown"] * (place - len(types))
                types[place - 1] = "text"
        self.ask(f"PREPARE {name} ({', '.join(types)}) AS {sql}")

    def explain(self, statement_id: str) -> dict[str, Any]:
        """The plan of a prepared statement, as PostgreSQL's JSON format has it.

        Raises:
            StatementError: when the server refuses to plan it.
        """
        rows = self.ask(f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE {self._prepared[statement_id]}")
        said = rows[0][0]
        found: dict[str, Any] = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
        return found
