"""Statements of a workload written in a better way, with what the planner makes of both texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from healthcheck.advise.session import Planner, Work
from healthcheck.databases import StatementError
from healthcheck.sqlcheck.rewriting import Rewritten, all_rewritten, rewritten

#: A text that costs more than this share of the other's is not worth anybody's time.
WORTH = 0.9
#: Statements that are looked at, slowest first; each costs the planner a few milliseconds.
MOST = 200


@dataclass(frozen=True)
class Rewrite:
    """A statement that costs less in other words; costs are the planner's, of one call."""

    work: Work
    rewritten: Rewritten
    before: float
    after: float


def propose_rewrites(session: Planner, works: Iterable[Work]) -> list[Rewrite]:
    """Per statement the repair that saves most, where any does; nothing is run, both texts are only planned."""
    found: list[Rewrite] = []
    for work in list(works)[:MOST]:
        best: Rewrite | None = None
        for number, made in enumerate(all_rewritten(work.sql, session.dialect, session.schema)):
            try:
                session.prepare(work)
                # Both texts have the same values; what is shown has none.
                text = session.planned_text(work)
                valued = made if text == work.sql else rewritten(made.rule, text, session.dialect, session.schema)
                if valued is None:
                    continue
                other = Work(f"{work.statement_id}~{number}", valued.after, work.calls, work.total_ms, whole=True)
                session.prepare(other)
                before, after = session.plan(work).cost, session.plan(other).cost
            except StatementError as error:
                if error.lost:
                    return found
                continue
            if after <= WORTH * before and (best is None or after < best.after):
                best = Rewrite(work, made, before, after)
        if best is not None:
            found.append(best)
    return sorted(found, key=lambda r: ((r.after - r.before) * r.work.calls, r.work.statement_id))
