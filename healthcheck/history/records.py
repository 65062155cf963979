"""What a history gives to those who read it: plain values, no database behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from healthcheck.language import Lang, Text
from healthcheck.outcome import Place, Thing, Waiver, fill
from healthcheck.score import Change
from healthcheck.states import Point, State

IssueStatus = Literal["open", "waived", "fixed", "dropped"]

#: What can happen to a finding; the last three are noted by scans, the others by people.
EventKind = Literal["assigned", "acknowledged", "claimed", "commented", "verified", "refuted", "reopened"]


@dataclass(frozen=True)
class System:
    """A system that is examined again and again.

    Attributes:
        go_live: day it went (or goes) live, if somebody said so.
        scans: how many are saved.
        last_at: when the facts of the newest were collected (UTC).
    """

    id: int
    name: str
    go_live: date | None
    scans: int
    last_at: datetime | None


@dataclass(frozen=True)
class SavedScan:
    """One scan as it was saved.

    Attributes:
        collected_at: when the facts were read (UTC without zone); scans are in this order.
        profile, industry: empty where none was chosen.
        score: 0 to 100; None when no rule was judged.
        verdict: of ``healthcheck ready``: ``go``, ``conditions``, ``no-go``, ``undetermined``; empty otherwise.
        priorities: P0 … P3 → findings that count and are listed.
        states: state → findings.
        statuses: outcome → rules.
        counted: findings that count, those that are not listed included.
        change: why the score moved since the scan before; None for the first, or where one has no score.
        readiness: the whole verdict as :func:`healthcheck.readiness.document` gives it.
    """

    id: int
    system: str
    collected_at: datetime
    saved_at: datetime
    engine: str
    profile: str
    industry: str
    score: Decimal | None
    verdict: str
    priorities: dict[str, int]
    states: dict[State, int]
    statuses: dict[str, int]
    counted: int
    change: Change | None
    targets: list[str]
    products: list[Text]
    versions: dict[str, str]
    notes: list[Text]
    limits: list[Text]
    readiness: dict[str, Any] | None = None

    @property
    def verdict_name(self) -> Text | None:
        """The verdict in the words of its profile; None where there is none."""
        from healthcheck.readiness import saved_name

        return saved_name(self.verdict, self.readiness)

    @property
    def point(self) -> Point:
        """The scan on a curve."""
        return Point(self.collected_at, self.score, self.verdict, self.priorities, self.verdict_name)


@dataclass(frozen=True)
class SavedRule:
    """One rule in one saved scan; its texts as they were then."""

    rule: str
    status: str
    reason: Text | None
    severity: str
    count: int
    waived: int
    cut: bool
    title: Text
    message: Text
    fix: Text
    effort: str
    cause: str


@dataclass(frozen=True)
class SavedFinding:
    """One finding in one saved scan: seen, gone, or not evaluated.

    Attributes:
        present: whether this scan saw it; otherwise everything is as it was last seen.
        reason: why it was not evaluated.
        where: menu path where it is repaired.
        owner, due_at, acknowledged_at, claimed_at: the work on it as it stands today, whatever scan is read.
    """

    issue: int
    fingerprint: str
    rule: str
    title: Text
    state: State
    present: bool
    reason: Text | None
    priority: str
    severity: str
    confidence: str
    score: float
    reach: float | None
    subject: Thing
    cause: Thing
    evidence: dict[str, Any]
    origin: list[str]
    places: list[Place]
    why: Text
    waiver: Waiver | None
    templates: dict[Lang, tuple[str, str]]
    where: Text | None
    first_seen_at: datetime
    last_seen_at: datetime
    owner: str
    due_at: datetime | None
    acknowledged_at: datetime | None
    claimed_at: datetime | None

    def message(self, lang: Lang) -> str:
        """What is wrong, in a sentence."""
        return fill(self.templates[lang][0], self.evidence, lang)

    def fix(self, lang: Lang) -> str:
        """How it is repaired: the rule's advice and where in the product."""
        said = fill(self.templates[lang][1], self.evidence, lang)
        if self.where is None:
            return said
        return f"{said} {'菜单：' if lang == 'zh' else 'Menu: '}{self.where.in_(lang)}"


@dataclass(frozen=True)
class Issue:
    """A finding over time, and the work on it.

    Attributes:
        status: ``dropped`` when its rule was changed and does not find it any more.
        name: the subject, as a person knows it.
        reopened: how often it came back after it had been fixed; ``reopened_at`` the last time.
        fixed_at: when the facts were collected in which it was not there any more; None while it stands.
        due_at: from the priority, or set by a person.
        acknowledged_at: somebody said that they take care of it.
        claimed_at: somebody said that it is repaired; the next scan verifies.
    """

    id: int
    fingerprint: str
    rule: str
    title: Text
    name: str
    status: IssueStatus
    priority: str
    score: float
    first_seen_at: datetime
    last_seen_at: datetime
    fixed_at: datetime | None
    reopened_at: datetime | None
    reopened: int
    owner: str
    due_at: datetime | None
    acknowledged_at: datetime | None
    claimed_at: datetime | None

    @property
    def step(self) -> str:
        """How far the work is: ``open``, ``acknowledged``, ``claimed``, ``verified``, ``waived`` or ``dropped``."""
        if self.status == "open":
            return "claimed" if self.claimed_at else "acknowledged" if self.acknowledged_at else "open"
        return "verified" if self.status == "fixed" else self.status

    def overdue(self, now: datetime) -> bool:
        """Whether it stands, counts, and should have been repaired by ``now`` (UTC)."""
        return self.status == "open" and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Event:
    """Something that was done about a finding, or that a scan found out about it.

    Attributes:
        at: UTC; for scans when the facts were collected.
        by: who said so; empty for scans.
    """

    at: datetime
    kind: EventKind
    by: str
    note: str
    fingerprint: str
    data: dict[str, Any] = field(default_factory=dict)
