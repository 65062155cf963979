"""The figures an implementation team is measured by: what was found, repaired, in time, and what came back.

A finding is closed when a scan verifies that it has gone, not when somebody says so. Accepted findings and those of rules
that were changed count neither as closed nor as open.
"""

from __future__ import annotations

import calendar
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from healthcheck.language import Lang, Text
from healthcheck.workbook import STEP_TEXT

if TYPE_CHECKING:
    from healthcheck.history import History, Issue

#: How long after go-live findings that come back are counted apart.
RECURRENCE_MONTHS = 3

PRIORITIES = ("P0", "P1", "P2", "P3")

#: How far the work on a finding is: what people may say of it in a workbook, and what only scans and waivers say.
STEPS: dict[str, Text] = {
    **STEP_TEXT,
    "verified": Text("repaired and verified", "已验证修复"),
    "waived": Text("waived", "已豁免"),
    "dropped": Text("rule changed", "规则已改"),
}

#: What was done about a finding, and what scans found out about it.
EVENTS: dict[str, Text] = {
    "assigned": Text("assigned", "指派"),
    "acknowledged": Text("taken care of", "受理"),
    "claimed": Text("said to be repaired", "登记修复"),
    "commented": Text("comment", "备注"),
    "verified": Text("a scan saw that it is repaired", "扫描验证已修复"),
    "refuted": Text("a scan still found it", "扫描发现仍存在"),
    "reopened": Text("it came back", "问题复发"),
}


@dataclass(frozen=True)
class Line:
    """Figures of some findings.

    Attributes:
        found: open and verified ones together.
        acknowledged, claimed: among the open ones.
        in_time: verified ones that had gone when they were due.
        hours: from when it was found (or came back) to the scan that verified, per verified one.
        came_back: how many were found again after they had been verified, whatever became of them since.
        open_again: those of them that are open.
    """

    found: int = 0
    open: int = 0
    overdue: int = 0
    acknowledged: int = 0
    claimed: int = 0
    verified: int = 0
    in_time: int = 0
    came_back: int = 0
    open_again: int = 0
    hours: tuple[float, ...] = field(default=(), repr=False)

    @property
    def closure_rate(self) -> float | None:
        """Verified ones among all, 0 to 1; None without any."""
        return self.verified / self.found if self.found else None

    @property
    def in_time_rate(self) -> float | None:
        """Verified ones that were in time, 0 to 1."""
        return self.in_time / self.verified if self.verified else None

    @property
    def recurrence_rate(self) -> float | None:
        """Among those that were ever verified, how many came back, 0 to 1."""
        ever = self.verified + self.open_again
        return self.came_back / ever if ever else None

    @property
    def median_hours(self) -> float | None:
        """Half of the verified ones took no longer."""
        return statistics.median(self.hours) if self.hours else None

    @property
    def mean_hours(self) -> float | None:
        """Average time to close."""
        return statistics.fmean(self.hours) if self.hours else None

    @property
    def slowest_tenth_hours(self) -> float | None:
        """Nine in ten took no longer."""
        if not self.hours:
            return None
        ordered = sorted(self.hours)
        return ordered[max(0, -(-len(ordered) * 9 // 10) - 1)]


@dataclass(frozen=True)
class Figures:
    """Closure of one system.

    Attributes:
        at: the moment they hold for (UTC).
        by_owner: owner → figures; the empty name is nobody's.
        waived, dropped: findings that count neither as open nor as closed.
        refuted: how often something was said to be repaired and was found again.
        recurred: findings that came back within three months of go-live; None while no go-live is known.
        last_scan_at: when the facts of the newest scan were collected; None without one.
    """

    system: str
    at: datetime
    go_live: date | None
    total: Line
    by_priority: dict[str, Line]
    by_owner: dict[str, Line]
    waived: int
    dropped: int
    refuted: int
    recurred: int | None
    recurrence_until: date | None
    last_scan_at: datetime | None


def figures(history: History, system: str, now: datetime | None = None) -> Figures:
    """The figures of a system.

    Args:
        now: UTC without zone; the present by default.

    Raises:
        UsageError: when the history does not know the system.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    own = history.system(system)
    issues = history.issues(system)
    events = history.events(system)
    until = months_after(own.go_live, RECURRENCE_MONTHS) if own.go_live else None
    recurred = None
    if own.go_live is not None and until is not None:
        first = datetime(own.go_live.year, own.go_live.month, own.go_live.day)
        last = datetime(until.year, until.month, until.day) + timedelta(days=1)
        recurred = len({e.fingerprint for e in events if e.kind == "reopened" and first <= e.at < last})
    counted = [i for i in issues if i.status in ("open", "fixed")]
    owners = sorted({i.owner for i in counted})
    return Figures(
        system=system,
        at=now,
        go_live=own.go_live,
        total=_line(counted, now),
        by_priority={p: _line((i for i in counted if i.priority == p), now) for p in PRIORITIES},
        by_owner={o: _line((i for i in counted if i.owner == o), now) for o in owners},
        waived=sum(i.status == "waived" for i in issues),
        dropped=sum(i.status == "dropped" for i in issues),
        refuted=sum(e.kind == "refuted" for e in events),
        recurred=recurred,
        recurrence_until=until,
        last_scan_at=own.last_at,
    )


def months_after(day: date, months: int) -> date:
    """The same day some months later, or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _line(issues: Iterable[Issue], now: datetime) -> Line:
    issues = list(issues)
    standing = [i for i in issues if i.status == "open"]
    closed = [i for i in issues if i.status == "fixed"]
    hours = [
        (i.fixed_at - (i.reopened_at or i.first_seen_at)).total_seconds() / 3600
        for i in closed
        if i.fixed_at is not None
    ]
    return Line(
        found=len(issues),
        open=len(standing),
        overdue=sum(i.overdue(now) for i in standing),
        acknowledged=sum(i.acknowledged_at is not None for i in standing),
        claimed=sum(i.claimed_at is not None for i in standing),
        verified=len(closed),
        in_time=sum(i.fixed_at is not None and (i.due_at is None or i.fixed_at <= i.due_at) for i in closed),
        came_back=sum(i.reopened > 0 for i in issues),
        hours=tuple(hours),
        open_again=sum(i.reopened > 0 for i in standing),
    )


def overdue_by_priority(issues: Iterable[Issue], now: datetime) -> dict[str, int]:
    """How many findings are past their due date, per priority."""
    found = dict.fromkeys(PRIORITIES, 0)
    for issue in issues:
        if issue.overdue(now):
            found[issue.priority] += 1
    return found


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)


def line_document(line: Line) -> dict[str, Any]:
    """Figures of some findings as plain values; times in hours, rates from 0 to 1."""
    return {
        "found": line.found,
        "open": line.open,
        "overdue": line.overdue,
        "acknowledged": line.acknowledged,
        "claimed": line.claimed,
        "verified": line.verified,
        "in_time": line.in_time,
        "came_back": line.came_back,
        "closure_rate": _rounded(line.closure_rate),
        "in_time_rate": _rounded(line.in_time_rate),
        "recurrence_rate": _rounded(line.recurrence_rate),
        "hours_to_close": {
            "mean": _rounded(line.mean_hours, 1),
            "median": _rounded(line.median_hours, 1),
            "nine_in_ten": _rounded(line.slowest_tenth_hours, 1),
        },
    }


def document(figures: Figures) -> dict[str, Any]:
    """The figures as plain values."""
    return {
        "system": figures.system,
        "at": figures.at.isoformat(timespec="seconds") + "Z",
        "go_live": figures.go_live.isoformat() if figures.go_live else None,
        "last_scan_at": figures.last_scan_at.isoformat(timespec="seconds") + "Z" if figures.last_scan_at else None,
        "total": line_document(figures.total),
        "by_priority": {p: line_document(line) for p, line in figures.by_priority.items()},
        "by_owner": {o: line_document(line) for o, line in figures.by_owner.items()},
        "waived": figures.waived,
        "rule_changed": figures.dropped,
        "refuted": figures.refuted,
        "recurred_within_three_months": figures.recurred,
    }


def duration(hours: float | None, lang: Lang) -> str:
    """A time as people say it."""
    if hours is None:
        return "—"
    if hours < 1:
        minutes = round(hours * 60)
        return f"{minutes} 分钟" if lang == "zh" else f"{minutes} min"
    if hours < 48:
        return f"{hours:.1f} 小时" if lang == "zh" else f"{hours:.1f} h"
    return f"{hours / 24:.1f} 天" if lang == "zh" else f"{hours / 24:.1f} d"
