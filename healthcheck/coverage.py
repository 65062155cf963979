"""How far facts were collected: what became of each statement, and of a fact table as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from healthcheck.language import Text

State = Literal["absent", "empty", "partial", "complete"]


@dataclass
class Part:
    """What became of one statement (or reader) that was to fill a fact table.

    Attributes:
        failed: something that is there could not be read whole: no permission, time limit, ceiling, lost connection.
        unknown: columns nobody can tell, and why; the keys of an absent part are here when its table is there and lacks
            a column that the statement cannot do without.
    """

    fact: str
    source: str
    state: State
    reason: Text | None = None
    statement: str = ""
    rows: int = 0
    ms: float = 0.0
    known: tuple[str, ...] = ()
    unknown: dict[str, Text] = field(default_factory=dict)
    failed: bool = False


@dataclass(frozen=True)
class Coverage:
    """How far one fact table was collected: its parts taken together.

    Attributes:
        cut: rows that exist are not here (ceiling, time limit, permission, lost connection, a table that has changed its
            shape), so that nothing can be said to be missing from the table.
        failed: a part of it could not be read although it is there, for want of permission, time or a connection.
    """

    fact: str
    state: State
    rows: int
    reasons: tuple[Text, ...]
    known: frozenset[str]
    unknown: dict[str, Text]
    cut: bool = False
    failed: bool = False


def coverage_of(fact: str, parts: list[Part]) -> Coverage:
    """How far a fact table was collected, from what became of its parts."""
    from healthcheck.facts import TABLES  # a remembered result is shown without

    seen = [p for p in parts if p.state != "absent"]
    rows = sum(p.rows for p in seen)
    lost = [p for p in parts if p.state == "absent" and p.reason]
    cut = any(p.failed or (p.state == "absent" and p.unknown) for p in parts)
    if not seen:
        state: State = "absent"
    elif any(p.state == "partial" for p in seen) or any(p.failed for p in parts):
        state = "partial"
    else:
        state = "complete" if rows else "empty"
    # A part that could not be used takes nothing away from its alternatives, but its reason must be seen.
    told = [*seen, *(p for p in lost if p.failed or p.unknown or not seen)]
    reasons = tuple(p.reason for p in told if p.reason)
    # Where a column cannot be NULL, the rows of a part that lost it hold the default, which says nothing.
    spec = TABLES.get(fact)
    lost_in_some = {
        c for p in seen if p.rows for c in p.unknown if spec and c in spec.columns and not spec.columns[c].nullable
    }
    known = frozenset(c for p in seen for c in p.known) - lost_in_some
    unknown = {c: why for p in parts for c, why in p.unknown.items() if c not in known}
    return Coverage(fact, state, rows, reasons, known, unknown, cut, any(p.failed for p in parts))
