"""Runs over time: SQLite by default, any SQLAlchemy URL otherwise.

:func:`open_history` gives a :class:`History`; everything it returns is in :mod:`healthcheck.history.records`.
"""

from healthcheck.checklist import CHECK_RESULTS, CheckResult, Record
from healthcheck.history.archive import History, open_history
from healthcheck.history.database import default_url
from healthcheck.history.records import (
    Event,
    EventKind,
    Issue,
    IssueStatus,
    SavedFinding,
    SavedRule,
    SavedScan,
    System,
)

__all__ = [
    "CHECK_RESULTS",
    "CheckResult",
    "Event",
    "EventKind",
    "History",
    "Issue",
    "IssueStatus",
    "Record",
    "SavedFinding",
    "SavedRule",
    "SavedScan",
    "System",
    "default_url",
    "open_history",
]
