"""Who waits for whom at this moment."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, LockWait
from healthcheck.fingerprint import without_values

FACTS = (LockWait,)

#: Only sessions that wait are asked who blocks them: that takes a moment of the lock table.
QUERIES = {
    "waits": """
        SELECT CAST(w.pid AS text) AS waiting, CAST(b.pid AS text) AS blocking, left(w.query, 2000) AS query_text,
          left(b.query, 2000) AS blocking_text, b.state AS state,
          CAST(1000 * extract(epoch FROM clock_timestamp() - w.state_change) AS double precision) AS ms
        FROM (
          SELECT a.pid, a.query, a.state_change,
            CASE WHEN a.wait_event_type = 'Lock' THEN (pg_catalog.pg_blocking_pids(a.pid))[1] END AS blocker
          FROM pg_catalog.pg_stat_activity AS a
          WHERE a.datname = pg_catalog.current_database()
            AND (a.wait_event_type = 'Lock' OR a.query = '<insufficient privilege>')
        ) AS w
        LEFT JOIN pg_catalog.pg_stat_activity AS b ON b.pid = w.blocker
        LIMIT 100
    """
}

_HIDDEN = "<insufficient privilege>"

known = {
    LockWait: ("waiting_session", "blocking_session", "waited_ms", "sql", "blocking_sql", "blocking_state", "origin")
}


def collect(source: Source) -> Iterator[Fact]:
    """A row per session that waits for a lock; what sessions of others do is hidden from a role without rights."""
    hidden = 0
    for row in source.rows("waits"):
        if row["query_text"] == _HIDDEN:
            hidden += 1
            continue
        yield LockWait(
            waiting_session=str(row["waiting"]),
            blocking_session=row["blocking"],
            waited_ms=float(row["ms"] or 0),
            sql=without_values(str(row["query_text"] or ""), "postgres") or None,
            blocking_sql=without_values(str(row["blocking_text"] or ""), "postgres") or None,
            blocking_state=row["state"],
            origin=f"pg_stat_activity#{row['waiting']}",
        )
    if hidden:
        source.problem(
            LockWait,
            f"sessions of other users are hidden ({hidden}), so whether they wait is not known; grant pg_read_all_stats to see it",
            f"其他用户的 {hidden} 个会话在等什么看不到，授予 pg_read_all_stats 后才能看到",
        )
