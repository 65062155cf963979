"""What an earlier scan saw, beside what this one sees: statement statistics of another snapshot, for comparison."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from healthcheck.facts import TABLES, StatementBefore
from healthcheck.language import Text
from healthcheck.reading import facts_batch
from healthcheck.store import Part, Snapshot

SOURCE = "earlier snapshot"

_STATEMENTS = "SELECT statement_id, calls, total_ms, mean_ms FROM statement WHERE calls IS NOT NULL"
_SINCE = "SELECT value FROM db_setting WHERE name = 'statements_since'"


def not_given(snapshot: Snapshot) -> None:
    """Note that there is nothing to compare with."""
    snapshot.record(Part("statement_before", SOURCE, "absent", _reason()))


def _reason() -> Text:
    return Text("read only with --before SNAPSHOT", "仅在用 --before 指定上次的快照时读取")


def take_before(snapshot: Snapshot, earlier: Path) -> None:
    """Copy the statement statistics of an earlier snapshot into `statement_before`.

    Raises:
        SnapshotError: when there is no readable snapshot at ``earlier``.
    """
    with Snapshot.open(earlier) as opened:
        at = opened.collected_at
        found = opened.con.execute(_STATEMENTS).fetchall()
        row = opened.con.execute(_SINCE).fetchone()
        collected = opened.coverage()["statement"].state not in ("absent",)
    since = _instant(row[0]) if row else None
    part = Part("statement_before", SOURCE, "empty")
    if not collected:
        part.state = "absent"
        part.reason = Text("the earlier snapshot has no statement statistics", "上次的快照里没有语句统计")
    rows = [
        StatementBefore(
            statement_id=i, calls=calls, total_ms=total, mean_ms=mean, since=since, scanned_at=at,
            origin=f"{earlier.name}#{i}",
        )
        for i, calls, total, mean in found
    ]  # fmt: skip
    if rows:
        snapshot.append(part, [facts_batch(TABLES["statement_before"], [*rows])])
    part.known = tuple(TABLES["statement_before"].columns)
    snapshot.record(part)


def _instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
