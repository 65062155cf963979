"""Who waits: findings about reports and about statements, each told of the other.

A report's SQL and a remembered statement are the same when one's words, values left out, stand in the other's: designers wrap
a report's SQL to page and to count it. A statement that reads a view which a report names as its target is that report's too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from healthcheck.fingerprint import normal_form, words
from healthcheck.outcome import Finding, Outcome

if TYPE_CHECKING:
    from healthcheck.store import Snapshot

#: A text of fewer words stands in too many others.
FEWEST_WORDS = 6
#: A statement whose text was cut must agree in so many words.
FEWEST_OF_CUT = 20
#: Where collections cut texts; digests of MySQL are cut at 1,024 bytes unless set otherwise.
CUTS = (1_000, 1_024, 4_000)
#: Reports that are compared.
MOST_REPORTS = 5_000

_REPORTS = """
SELECT r.report_id, coalesce(r.name, r.code, r.report_id), r.sql, r.dialect, r.menu_path, coalesce(u.name, u.login, r.owner_user_id),
  r.target
FROM report AS r
LEFT JOIN user_account AS u ON u.user_id = r.owner_user_id
WHERE r.active AND NOT r.deleted ORDER BY r.report_id LIMIT ?
"""
_STATEMENTS = "SELECT statement_id, sql, calls, total_ms, report_id, source FROM statement WHERE sql IS NOT NULL"
#: What a person or this program did to look at a statement: nobody waited for the report.
_LOOKED_AT = re.compile(r"\s*(?:explain|describe|desc|analyze|prepare|show)\b", re.IGNORECASE)
_VIEWS = "SELECT lower(name) FROM db_table WHERE kind IN ('view', 'materialized_view') AND name IS NOT NULL"


@dataclass
class _Report:
    """A report, and what was counted of it."""

    report_id: str
    name: str
    menu: str | None
    owner: str | None
    calls: int = 0
    ms: float = 0.0


@dataclass
class _Ties:
    """Which statements are which reports', and calls and milliseconds of each statement."""

    reports: dict[str, _Report] = field(default_factory=dict)
    counted: dict[str, tuple[int, float]] = field(default_factory=dict)
    of_statement: dict[str, list[str]] = field(default_factory=dict)


def tell_waiting(snapshot: Snapshot, outcomes: Iterable[Outcome]) -> None:
    """Add to each finding about a report how long people waited for it, and to each about a statement whose report it is.

    The evidence gets `waited_report`, `waited_menu`, `waited_owner`, `waited_calls` and `waited_minutes`, as far as known.
    """
    found = [f for o in outcomes for f in o.findings if f.subject.type in ("report", "statement")]
    if not found:
        return
    ties = _ties(snapshot)
    for finding in found:
        if finding.subject.type == "report":
            report = ties.reports.get(finding.subject.key)
            if report is not None:
                _tell(finding, report, named=False)
        else:
            _count(finding, *ties.counted.get(finding.subject.key, (0, 0.0)))
            for report_id in ties.of_statement.get(finding.subject.key, [])[:1]:
                _tell(finding, ties.reports[report_id], named=True)


def _tell(finding: Finding, report: _Report, named: bool) -> None:
    if named:
        finding.evidence["waited_report"] = report.name
    if report.menu:
        finding.evidence["waited_menu"] = report.menu
    if report.owner:
        finding.evidence["waited_owner"] = report.owner
    if not named:
        _count(finding, report.calls, report.ms)


def _count(finding: Finding, calls: int, ms: float) -> None:
    """How long people waited, unless the finding says it by itself."""
    if calls and "calls" not in finding.evidence:
        finding.evidence["waited_calls"] = calls
        finding.evidence["waited_minutes"] = round(ms / 60_000, 4 if ms < 60_000 else 1)


def _ties(snapshot: Snapshot) -> _Ties:
    ties = _Ties()
    views = {str(name) for (name,) in snapshot.con.execute(_VIEWS).fetchall()}
    texts: list[tuple[str, str]] = []
    targets: dict[str, list[str]] = {}
    for report_id, name, sql, dialect, menu, owner, target in snapshot.con.execute(_REPORTS, [MOST_REPORTS]).fetchall():
        ties.reports[report_id] = _Report(report_id, name, menu, owner)
        if sql:
            form = normal_form(sql, dialect or "")
            if form.count(" ") + 1 >= FEWEST_WORDS:
                texts.append((form, report_id))
        view = str(target or "").lower().replace(".", "_")
        if view in views:
            targets.setdefault(view, []).append(report_id)
    texts.sort(key=lambda t: (-len(t[0]), t[1]))
    for statement_id, sql, calls, total, report_id, source in snapshot.con.execute(_STATEMENTS).fetchall():
        if _LOOKED_AT.match(sql):
            continue
        ties.counted[statement_id] = (int(calls or 0), float(total or 0))
        dialect = "postgres" if source == "pg_stat_statements" else "mysql"
        owners = [report_id] if report_id in ties.reports else _owners(sql, dialect, texts, targets)
        if not owners:
            continue
        ties.of_statement[statement_id] = owners
        report = ties.reports[owners[0]]
        report.calls += int(calls or 0)
        report.ms += float(total or 0)
    return ties


def _owners(sql: str, dialect: str, texts: list[tuple[str, str]], targets: dict[str, list[str]]) -> list[str]:
    """Reports that send a statement, the one with the longest text first."""
    read = words(sql, dialect)
    form = f" {' '.join(read)} "
    found = [report_id for text, report_id in texts if f" {text} " in form]
    if not found and any(abs(len(sql) - cut) <= 4 for cut in CUTS) and len(read) >= FEWEST_OF_CUT:
        start = " ".join(read[:-3])  # the last word may be half a word
        found = [report_id for text, report_id in texts if text.startswith(start)]
    if not found and targets:
        named = [view for view in dict.fromkeys(read) if view in targets]
        found = [report_id for view in named for report_id in targets[view]]
    return found
