"""Calls of statements, summed up per statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from healthcheck.facts import QueryPlan, Statement
from healthcheck.fingerprint import fingerprint, without_values
from healthcheck.planning.nodes import postgres_nodes

#: Different statements that are told apart; what comes after is counted as left out.
MAX_STATEMENTS = 5_000
#: Plans of different shape that are kept of one statement.
MAX_PLANS = 4
#: Characters of a statement that are kept.
MAX_SQL = 4_000


@dataclass
class _Sum:
    """What is known of one statement so far."""

    sql: str
    calls: int = 0
    total_ms: float = 0.0
    max_ms: float = 0.0
    rows: int | None = None
    rows_examined: int | None = None
    lock_ms: float | None = None
    temp_bytes: int | None = None
    plans: dict[str, tuple[float, list[QueryPlan]]] = field(default_factory=dict)


class Tally:
    """Gathers calls one by one; `statements` and `plans` give the facts.

    Attributes:
        left_out: calls of statements beyond `MAX_STATEMENTS`.
    """

    def __init__(self, source: str, dialect: str, origin: str) -> None:
        self.source = source
        self.dialect = dialect
        self.origin = origin
        self.left_out = 0
        self._sums: dict[str, _Sum] = {}

    def _of(self, sql: str) -> tuple[str, _Sum] | None:
        key = fingerprint(sql, self.dialect)
        found = self._sums.get(key)
        if found is None:
            if len(self._sums) >= MAX_STATEMENTS:
                self.left_out += 1
                return None
            found = self._sums[key] = _Sum(without_values(sql, self.dialect)[:MAX_SQL])
        return key, found

    def call(
        self, sql: str, ms: float, rows: int | None = None, examined: int | None = None, lock_ms: float | None = None
    ) -> None:
        """One call of a statement."""
        of = self._of(sql)
        if of is not None:
            one = of[1]
            one.calls += 1
            one.total_ms += ms
            one.max_ms = max(one.max_ms, ms)
            one.rows = _plus(one.rows, rows)
            one.rows_examined = _plus(one.rows_examined, examined)
            one.lock_ms = lock_ms if one.lock_ms is None else one.lock_ms + (lock_ms or 0.0)

    def waited(self, sql: str, ms: float) -> None:
        """A call waited for a lock."""
        of = self._of(sql)
        if of is not None:
            of[1].lock_ms = (of[1].lock_ms or 0.0) + ms

    def spilled(self, sql: str, size: int) -> None:
        """A call wrote a temporary file."""
        of = self._of(sql)
        if of is not None:
            of[1].temp_bytes = (of[1].temp_bytes or 0) + size

    def plan(self, sql: str, ms: float, tree: dict[str, Any]) -> None:
        """The plan of a call; of plans that work alike the one of the slowest call is kept."""
        of = self._of(sql)
        if of is None:
            return
        key, one = of
        nodes = list(postgres_nodes(self._id(key), "", tree, self.source))
        shape = nodes[0].shape if nodes else None
        if shape is None or (shape not in one.plans and len(one.plans) >= MAX_PLANS):
            return
        if shape not in one.plans or one.plans[shape][0] < ms:
            one.plans[shape] = (ms, nodes)

    def _id(self, key: str) -> str:
        return f"log:{key}"

    def statements(self) -> Iterator[Statement]:
        """A row per statement, slowest altogether first."""
        for key, one in sorted(self._sums.items(), key=lambda item: (-item[1].total_ms, item[0])):
            yield Statement(
                statement_id=self._id(key),
                sql=one.sql,
                calls=one.calls,
                total_ms=one.total_ms,
                mean_ms=one.total_ms / one.calls if one.calls else None,
                max_ms=one.max_ms if one.calls else None,
                rows=one.rows,
                rows_examined=one.rows_examined,
                lock_ms=one.lock_ms,
                temp_bytes=one.temp_bytes,
                source=self.source,
                origin=self.origin,
            )

    def plans(self) -> Iterator[QueryPlan]:
        """The nodes of the plans, numbered per statement."""
        for key, one in sorted(self._sums.items()):
            for number, (_, nodes) in enumerate((one.plans[s] for s in sorted(one.plans)), 1):
                for node in nodes:
                    yield node.model_copy(
                        update={"plan": str(number), "statement_id": self._id(key), "origin": self.origin}
                    )


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)
