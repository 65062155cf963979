"""What became of each finding since earlier scans.

A rule that did not run never makes anything fixed, nor does one that saw less than when it found something, or whose
definition has changed: what such a rule does not find is *not evaluated*. Everything here is a function of plain
values, so that a history, two snapshots and two JSON reports are compared in the same way (docs/explanation/history.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

from healthcheck.language import Text
from healthcheck.outcome import STATES as STATES
from healthcheck.outcome import State as State

if TYPE_CHECKING:
    from healthcheck.score import Change

#: May it go live? From best to worst; the worst among the gates that fail is the verdict.
Verdict = Literal["go", "conditions", "undetermined", "no-go"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

#: States of findings that stand and count.
OPEN: tuple[State, ...] = ("new", "reopened", "worse", "waiver-expired", "persisting", "better")

#: A finding is worse or better only when its score moved by this share: a few rows more or less are noise.
NOTICEABLE = 0.1

NAMES: dict[State, Text] = {
    "new": Text("new", "新增"),
    "persisting": Text("persisting", "仍存在"),
    "worse": Text("worse", "加重"),
    "better": Text("better", "减轻"),
    "fixed": Text("fixed", "已修复"),
    "reopened": Text("reopened", "复发"),
    "waived": Text("waived", "已豁免"),
    "waiver-expired": Text("waiver expired", "豁免到期"),
    "not-evaluated": Text("not evaluated", "未评估"),
}


@dataclass(frozen=True)
class Seen:
    """One finding as one scan saw it.

    Attributes:
        waived: accepted, so that it stands and does not count.
        system: which of several systems it is of; empty in a scan of one.
    """

    fingerprint: str
    rule: str
    score: float
    priority: str
    waived: bool = False
    system: str = ""


@dataclass(frozen=True)
class Judged:
    """One rule in one scan.

    Attributes:
        count: findings that count, those that are not listed included.
        digest: mark of how the rule judges; empty where that is not known.
        terms: mark of what its findings weigh: severity, profile weight, version of the formula.
        rests, cut: see :class:`healthcheck.outcome.Outcome`.
        reason: why it did not run.
        spoke: in which of several systems it gave a verdict.
    """

    rule: str
    ran: bool
    count: int = 0
    digest: str = ""
    terms: str = ""
    rests: tuple[str, ...] = ()
    cut: bool = False
    reason: Text | None = None
    spoke: frozenset[str] = frozenset({""})


@dataclass(frozen=True)
class FactSeen:
    """How far one fact table was read.

    Attributes:
        cut: rows that exist were not read.
        known: columns that were read.
    """

    absent: bool
    cut: bool = False
    rows: int = 0
    known: frozenset[str] = frozenset()


@dataclass
class Look:
    """One scan, as far as states and scores depend on it.

    Attributes:
        seen: findings by fingerprint, the accepted ones included.
        facts: by fact table; empty where nobody kept it.
    """

    rules: dict[str, Judged] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    facts: Mapping[str, FactSeen] = field(default_factory=dict)

    def visible(self, name: str) -> bool:
        """Whether a table, or a column of one, could be read."""
        table, _, column = name.partition(".")
        if table not in self.facts:
            return True
        fact = self.facts[table]
        if fact.absent:
            return False
        return not column or not fact.rows or column in ("origin", "*") or column in fact.known

    def sight(self, rule: Judged) -> frozenset[str]:
        """What of that which a rule rests on could be read."""
        found = set()
        for name in rule.rests:
            table, _, column = name.partition(".")
            if column == "*" and table in self.facts and not self.facts[table].absent:
                found |= {f"{table}.{known}" for known in self.facts[table].known}
            elif self.visible(name):
                found.add(name)
        return frozenset(found)

    def cut_short(self, rule: Judged) -> list[str]:
        """Tables a rule rests on that were not read whole: what it does not find there may be there."""
        tables = {name.partition(".")[0] for name in rule.rests}
        return sorted(t for t in tables if t in self.facts and self.facts[t].cut)


@dataclass(frozen=True)
class Memory:
    """What is remembered about a finding from one scan to the next.

    Attributes:
        status: ``dropped`` when its rule was changed and does not find it any more: neither there nor fixed.
        last: the finding as it was last seen.
        digest, terms, sight: of its rule, then.
    """

    status: Literal["open", "waived", "fixed", "dropped"]
    last: Seen
    digest: str = ""
    terms: str = ""
    sight: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """What became of one finding in one scan.

    Attributes:
        seen: as this scan saw it, or as it was last seen where this one did not see it.
        reason: why it was not evaluated.
    """

    state: State
    seen: Seen
    reason: Text | None = None


def advance(memories: Mapping[str, Memory], look: Look) -> tuple[dict[str, Standing], dict[str, Memory]]:
    """One scan further.

    Args:
        memories: by fingerprint, as the scan before left them.

    Returns:
        What became of each finding that stands, has gone, or could not be judged; and the memories for the next scan.
    """
    standings: dict[str, Standing] = {}
    after = dict(memories)
    sights = {rule.rule: look.sight(rule) for rule in look.rules.values()}
    for mark, seen in look.seen.items():
        rule = look.rules[seen.rule]
        standings[mark] = Standing(_state_of(seen, memories.get(mark), rule), seen)
        after[mark] = Memory("waived" if seen.waived else "open", seen, rule.digest, rule.terms, sights[seen.rule])
    for mark, memory in memories.items():
        if mark in look.seen or memory.status in ("fixed", "dropped"):
            continue
        doubt = absence_proves_nothing(memory, look)
        if doubt is None:
            standings[mark] = Standing("fixed", memory.last)
            after[mark] = replace(memory, status="fixed")
            continue
        standings[mark] = Standing("not-evaluated", memory.last, doubt.reason)
        if doubt.rule_changed:
            after[mark] = replace(memory, status="dropped")
    return standings, after


def _state_of(seen: Seen, memory: Memory | None, rule: Judged) -> State:
    if seen.waived:
        return "waived"
    if memory is None:
        return "new"
    if memory.status == "fixed":
        return "reopened"
    if memory.status == "waived":
        return "waiver-expired"
    if memory.terms != rule.terms or differ(memory.digest, rule.digest):
        return "persisting"  # it weighs otherwise because it is weighed otherwise
    before = memory.last
    if seen.priority < before.priority or seen.score > before.score * (1 + NOTICEABLE):
        return "worse"
    if seen.priority > before.priority or seen.score < before.score * (1 - NOTICEABLE):
        return "better"
    return "persisting"


def differ(one: str, other: str) -> bool:
    """Whether two digests are known and differ."""
    return bool(one and other and one != other)


@dataclass(frozen=True)
class Doubt:
    """Why a finding that was not found cannot count as fixed."""

    reason: Text
    rule_changed: bool = False


def absence_proves_nothing(memory: Memory, look: Look) -> Doubt | None:
    """Why a finding's absence from a scan does not show that it is fixed; None when it does."""
    rule = look.rules.get(memory.last.rule)
    if rule is None:
        return Doubt(Text("its rule was not part of this scan", "本次扫描没有包含该规则"))
    if not rule.ran:
        return Doubt(rule.reason or Text("its rule gave no verdict", "该规则没有给出结论"))
    system = memory.last.system
    if system not in rule.spoke:
        return Doubt(
            Text(f"its rule gave no verdict on {system}", f"该规则没有对 {system} 给出结论")
            if system
            else Text("several systems were scanned instead of one", "本次扫描的是多套系统")
        )
    if rule.cut:
        return Doubt(
            Text(
                "its rule found more than is listed (--max-findings)", "该规则的问题数超过了明细上限（--max-findings）"
            )
        )
    cut = look.cut_short(rule)
    if cut:
        names = ", ".join(cut)
        return Doubt(Text(f"{names} was not read whole", f"{names} 没有读全"))
    if differ(memory.digest, rule.digest):
        return Doubt(Text("its rule was changed and does not find it", "规则已修改，按新规则不再算问题"), True)
    lost = sorted(name for name in memory.sight if not look.visible(name))
    if lost:
        names = ", ".join(lost[:3]) + (" …" if len(lost) > 3 else "")
        return Doubt(Text(f"{names} could be read then and not now", f"{names} 当时能读到，本次没有读到"))
    return None


def tally(standings: Iterable[Standing]) -> dict[State, int]:
    """How many findings are in each state, every state named."""
    counts: dict[State, int] = dict.fromkeys(STATES, 0)
    for standing in standings:
        counts[standing.state] += 1
    return counts


@dataclass(frozen=True)
class Gone:
    """A finding of an earlier scan that this one did not see.

    Attributes:
        name: the subject, as a person knows it.
        reason: why it was not evaluated.
    """

    fingerprint: str
    rule: str
    title: Text
    name: str
    priority: str
    state: State
    reason: Text | None = None


@dataclass(frozen=True)
class Point:
    """One saved scan on a curve.

    Attributes:
        at: when its facts were collected (UTC).
        verdict: see :mod:`healthcheck.readiness`; empty where none was asked for.
        priorities: P0 … P3 → findings that count.
        name: the verdict in the words of its profile; None where there is none.
    """

    at: datetime
    score: Decimal | None
    verdict: str
    priorities: dict[str, int]
    name: Text | None = None


@dataclass
class Comparison:
    """A scan against those before it.

    Attributes:
        previous: when the facts of the scan before were collected (UTC); None for the first.
        counts: findings per state.
        change: why the score moved; None for the first scan, or where one has no score.
        gone: fixed and not evaluated.
        saved: id in the history, where it was saved.
        trend: the last saved scans, oldest first; this one is among them where it was saved.
    """

    previous: datetime | None
    counts: dict[State, int]
    change: Change | None
    gone: list[Gone]
    saved: int | None = None
    trend: list[Point] = field(default_factory=list)
