"""The list of checks, and how a rule gets its findings from one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck.statement import View, text_of
from healthcheck.sqltext import Schema, shown

#: Pieces of SQL that one finding quotes at most.
QUOTED = 3
#: Sets of facts that are kept: a run has one per combination of fact tables that rules ask for.
_KEPT = 6


@dataclass(frozen=True)
class Hit:
    """One place where a check found something.

    Attributes:
        found: the piece of SQL at fault.
        reach: how much it weighs, in rows.
        evidence: further columns of the finding.
    """

    found: str
    reach: int | None = None
    evidence: dict[str, object] = field(default_factory=dict)


Look = Callable[..., Iterator[Hit]]


class Check(NamedTuple):
    """A check: the node types that it looks at, and the function that looks.

    With ``catalogue`` it judges only reports that run on this very database. Texts without a node of ``having`` are
    passed over; ``joined`` tells whether a finding quotes all places of a report or the worst alone.
    """

    rule: str
    types: tuple[type, ...]
    look: Look
    catalogue: bool
    joined: bool
    having: tuple[type, ...]


#: Every check by the id of its rule.
CHECKS: dict[str, Check] = {}


def check(
    rule: str, *types: type, catalogue: bool = False, joined: bool = True, having: tuple[type, ...] = ()
) -> Callable[[Look], Look]:
    """Register a function as the check behind a rule; see `Check`."""

    def register(look: Look) -> Look:
        CHECKS[rule] = Check(rule, types, look, catalogue, joined, having)
        return look

    return register


def hits_of(rule: str, view: View, **params: Any) -> list[Hit]:
    """Everything that one check finds in one text."""
    _, types, look, _, _, having = CHECKS[rule]
    nodes = view.text.nodes
    kinds = nodes.keys()
    if (types and kinds.isdisjoint(types)) or (having and kinds.isdisjoint(having)):
        return []
    found: list[Hit] = []
    try:
        if not types:
            found.extend(look(view, **params))
        for kind in types:
            if kind in nodes:
                for node in nodes[kind]:
                    found.extend(look(node, view, **params))
    except RecursionError:
        return []  # generated SQL, nested deeper than anybody repairs
    return found


def findings(
    rule: str,
    report: Table[Report],
    db_table: Table[DbTable] | None = None,
    db_column: Table[DbColumn] | None = None,
    db_index: Table[DbIndex] | None = None,
    **params: Any,
) -> Iterator[dict[str, object]]:
    """The findings of a rule: one per report, with its worst place first."""
    facts = _facts(report, db_table, db_column, db_index)
    made = CHECKS[rule]
    for row in facts.reports:
        if made.catalogue and row.data_source is not None:
            continue
        view = facts.view(row)
        found = hits_of(rule, view, **params)
        if found:
            yield {**_finding(row, found, made.joined), **_repair(rule, row, view)}


def _repair(rule: str, row: Report, view: View) -> dict[str, object]:
    """The report's SQL repaired, where that is safe: as a diff, and whole."""
    from healthcheck.sqlcheck.rewriting import rewritten  # it is built on the checks

    made = rewritten(rule, row.sql or "", view.dialect, view.schema)
    return {"rewrite": made.diff, "rewritten": made.after} if made else {}


def _finding(row: Report, found: list[Hit], joined: bool) -> dict[str, object]:
    worst = max(found, key=lambda h: (h.reach or 0, h.found))
    places = sorted({h.found for h in found if h.found})
    if not joined:
        places = [worst.found]
    more = f" (+{len(places) - QUOTED})" if len(places) > QUOTED else ""
    finding: dict[str, object] = {
        "report_id": row.report_id,
        "report": shown(row),
        **worst.evidence,
        "found": "; ".join(places[:QUOTED]) + more,
        "places": len(found),
        "menu_path": row.menu_path,
        "owner_user_id": row.owner_user_id,
    }
    if worst.reach is not None:
        finding["reach"] = worst.reach
    return finding


class _Facts:
    """The facts that a rule was given, made ready once for all rules that are given the same."""

    def __init__(self, given: tuple[pa.Table | None, ...], schema: Schema, reports: list[Report]) -> None:
        self.given = given
        self.schema = schema
        self.has_catalogue = given[1] is not None
        self.reports = reports
        self._views: dict[str, View] = {}

    def view(self, row: Report) -> View:
        known = self._views.get(row.report_id)
        if known is None:
            dialect = row.dialect or (self.schema.dialect if self.has_catalogue else "")
            # What runs on another database is not read by this one's catalogue.
            schema = self.schema if row.data_source is None else Schema(())
            known = View(text_of(row.sql or "", dialect), schema, dialect)
            self._views[row.report_id] = known
        return known

    def is_for(self, given: tuple[pa.Table | None, ...]) -> bool:
        for mine, other in zip(self.given, given, strict=True):
            if (mine is None) != (other is None) or (mine is not None and mine is not other and not mine.equals(other)):
                return False
        return True


_FACTS: list[_Facts] = []


def schema_of(
    db_table: Table[DbTable], db_column: Table[DbColumn] | None = None, db_index: Table[DbIndex] | None = None
) -> Schema:
    """The catalogue as SQL text is checked against it."""
    return Schema(db_table.rows(), db_column.rows() if db_column else (), db_index.rows() if db_index else ())


def _facts(
    report: Table[Report],
    db_table: Table[DbTable] | None,
    db_column: Table[DbColumn] | None,
    db_index: Table[DbIndex] | None,
) -> _Facts:
    tables: Iterable[Table[Any] | None] = (report, db_table, db_column, db_index)
    given = tuple(None if table is None else table.arrow() for table in tables)
    for known in _FACTS:
        if known.is_for(given):
            return known
    schema = schema_of(db_table, db_column, db_index) if db_table is not None else Schema(())
    in_use = [row for row in report.rows() if row.sql and row.active and not row.deleted]
    made = _Facts(given, schema, in_use)
    _FACTS.append(made)
    del _FACTS[:-_KEPT]
    return made
