"""Checks of SQL text: what can be told wrong from a report's query and the catalogue, without running it.

Each check is a rule of its own (``rules/report/<name>.py`` with its page), and its file says no more than::

    def check(report: Table[Report], db_table: Table[DbTable], *, rows: int) -> Iterator[dict[str, object]]:
        return findings("report.deep_offset", report, db_table, rows=rows)

What looks at the SQL is here. A text is parsed once and walked once, whatever the number of checks: the walk sorts the
nodes by type, and a check sees only nodes of the types that it registered for. Rules run many to a process, so the
parsed texts and the catalogue are kept between them.

All checks are silent where they are not sure: a text that cannot be parsed, a name that two tables bear, a column whose
type nobody knows, a placeholder that could be anything.
"""

from __future__ import annotations

from healthcheck.sqlcheck import combining, conditions, meaning, paging, reading, shape, types
from healthcheck.sqlcheck.engine import CHECKS, Check, Hit, findings, hits_of
from healthcheck.sqlcheck.statement import Select, View, view_of

__all__ = [
    "CHECKS",
    "Check",
    "Hit",
    "Select",
    "View",
    "combining",
    "conditions",
    "findings",
    "hits_of",
    "meaning",
    "paging",
    "reading",
    "shape",
    "types",
    "view_of",
]
