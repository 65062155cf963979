"""A system that lives for weeks, with its own record of what it did: what a history must say is worked out from that.

The record is kept in terms of weeks and defects, never in terms of the code under test: states are found by looking back
through the weeks, scores by a formula of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing, Waiver, accept, fingerprint
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.rule import Rule, RuleText, Severity
from healthcheck.scan import Guide, Scan
from healthcheck.store import Coverage

START = datetime(2026, 1, 5, 2, 0)
WEEK = timedelta(days=7)

#: Rule → severity and the fact table it reads.
RULES: dict[str, tuple[Severity, str]] = {
    "access.leaver_active": ("critical", "user_account"),
    "access.no_role": ("high", "user_account"),
    "flow.no_approver": ("medium", "flow"),
    "flow.never_started": ("low", "flow"),
    "material.no_unit": ("high", "material"),
}
TABLES = ("user_account", "flow", "material")
OBJECTS = tuple(f"thing-{n}" for n in range(4))

_WEIGHT = {"critical": 100.0, "high": 40.0, "medium": 15.0, "low": 5.0, "info": 1.0}
_STEPS = ("rules-changed", "scope-changed", "waived", "waivers-expired", "fixed", "regressed")

Defect = tuple[str, str]


@dataclass
class RuleWeek:
    """What became of one rule in one week."""

    ran: bool
    version: int
    severity: Severity
    cut: bool


@dataclass
class Week:
    """What one scan must have seen."""

    rules: dict[str, RuleWeek]
    #: Defect → its reach, of those that count and those that are waived.
    seen: dict[Defect, float]
    waived: set[Defect]


@dataclass
class System:
    """The system, its rule pack, and its record."""

    pack: dict[str, int] = field(default_factory=lambda: dict.fromkeys(list(RULES)[:4], 1))
    severity: dict[str, Severity] = field(default_factory=lambda: {r: s for r, (s, _) in RULES.items()})
    #: Objects that a rule's newest version no longer takes for a defect.
    spared: dict[str, set[str]] = field(default_factory=dict)
    defects: dict[Defect, float] = field(default_factory=dict)
    #: Defect → last week its waiver holds.
    waivers: dict[Defect, int] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    weeks: list[Week] = field(default_factory=list)

    # -- what happens to it ------------------------------------------------------------------------------------------

    def inject(self, defect: Defect, reach: float = 1.0) -> None:
        """Something goes wrong."""
        self.defects[defect] = reach

    def repair(self, which: int) -> None:
        """Somebody repairs one of the defects there are."""
        if self.defects:
            self.defects.pop(self._one(which))

    def waive(self, which: int, weeks: int) -> None:
        """Accept one of the defects there are for some weeks, this one included."""
        if self.defects:
            self.waivers[self._one(which)] = len(self.weeks) + weeks - 1

    def grow(self, which: int, factor: float) -> None:
        """One of the defects there are reaches further, or less far."""
        if self.defects:
            defect = self._one(which)
            self.defects[defect] = max(1.0, self.defects[defect] * factor)

    def weigh(self, rule: str, severity: Severity) -> None:
        """A profile takes a rule for more or less severe."""
        self.severity[rule] = severity

    def _one(self, which: int) -> Defect:
        return sorted(self.defects)[which % len(self.defects)]

    def change_rule(self, rule: str, spare: Iterable[str] = ()) -> None:
        """A new version of a rule, which may spare some objects."""
        if rule in self.pack:
            self.pack[rule] += 1
            self.spared[rule] = set(spare)

    def add_rule(self, rule: str) -> None:
        """The pack gets a rule."""
        self.pack.setdefault(rule, 1)

    def remove_rule(self, rule: str) -> None:
        """The pack loses a rule."""
        self.pack.pop(rule, None)

    # -- one week ----------------------------------------------------------------------------------------------------

    def scan(self) -> Scan:
        """Examine it, note what must be seen, and go on to the next week."""
        number = len(self.weeks)
        week = Week({}, {}, set())
        outcomes = []
        for rule_id, version in sorted(self.pack.items()):
            table = RULES[rule_id][1]
            ran = table not in self.unreadable and rule_id not in self.broken
            week.rules[rule_id] = RuleWeek(ran, version, self.severity[rule_id], table in self.cut)
            found = [
                (name, reach)
                for (rule, name), reach in sorted(self.defects.items())
                if rule == rule_id
                and ran
                and name not in self.spared.get(rule_id, ())
                and not (table in self.cut and int(name[-1]) % 2)  # half of the rows were not read
            ]
            for name, reach in found:
                week.seen[rule_id, name] = reach
                if self.waivers.get((rule_id, name), -1) >= number:
                    week.waived.add((rule_id, name))
            outcomes.append(self._outcome(rule_id, version, ran, found))
        for outcome in outcomes:
            accepted = {
                f.fingerprint: Waiver("waiver", "accepted-risk", "agreed", "li")
                for f in outcome.findings
                if (outcome.rule.id, f.subject.name) in week.waived
            }
            accept(outcome, accepted)
        self.weeks.append(week)
        return scan_of(outcomes, START + WEEK * number, self.unreadable, self.cut)

    def _outcome(self, rule_id: str, version: int, ran: bool, found: list[tuple[str, float]]) -> Outcome:
        rule = rule_of(rule_id, self.severity[rule_id])
        if not ran:
            status = "broken" if rule_id in self.broken else "skipped"
            return Outcome(rule, status, Text("not this week", "本周没有"), digest=f"v{version}", rests=(rule.subject,))  # type: ignore[arg-type]
        findings = [finding_of(rule, name, reach) for name, reach in found]
        status = "failed" if found else "passed"
        return Outcome(
            rule,
            status,  # type: ignore[arg-type]
            findings=findings,
            count=len(found),
            digest=f"v{version}",
            rests=(rule.subject,),
        )

    # -- what must be said of it -------------------------------------------------------------------------------------

    def states(self, number: int) -> dict[Defect, str]:
        """The state of every finding in a week, by looking back through the weeks."""
        found = {}
        for defect in {d for week in self.weeks[: number + 1] for d in week.seen}:
            state = self._state(defect, number)
            if state is not None:
                found[defect] = state
        return found

    def _state(self, defect: Defect, number: int) -> str | None:
        week = self.weeks[number]
        rule = defect[0]
        before = [n for n in range(number) if defect in self.weeks[n].seen]
        if defect in week.waived:
            return "waived"
        if not before:
            return "new" if defect in week.seen else None
        last = before[-1]
        then = self.weeks[last].rules[rule]
        checked = [n for n in range(last + 1, number) if self._whole(n, rule)]
        same_rule = bool(checked) and self.weeks[checked[0]].rules[rule].version == then.version
        if defect not in week.seen:
            if checked:
                return None  # its end was told in an earlier week
            if not self._whole(number, rule) or week.rules[rule].version != then.version:
                return "not-evaluated"
            return "fixed"
        if same_rule:
            return "reopened"
        if defect in self.weeks[last].waived and not checked:
            return "waiver-expired"
        now = week.rules[rule]
        if now.version != then.version or now.severity != then.severity:
            return "persisting"
        old, new = (value(now.severity, w.seen[defect]) for w in (self.weeks[last], week))
        if urgency(new) != urgency(old):
            return "worse" if new > old else "better"
        return "worse" if new > old * 1.1 else "better" if new < old * 0.9 else "persisting"

    def _whole(self, number: int, rule: str) -> bool:
        """Whether a rule was judged on everything in a week."""
        judged = self.weeks[number].rules.get(rule)
        return judged is not None and judged.ran and not judged.cut

    def score(self, number: int) -> Decimal | None:
        """The score of a week."""
        week = self.weeks[number]
        if not any(r.ran for r in week.rules.values()):
            return None
        return formula(self._board(number))

    def _board(self, number: int) -> dict[Defect, float]:
        week = self.weeks[number]
        return {d: value(week.rules[d[0]].severity, reach) for d, reach in week.seen.items() if d not in week.waived}

    def parts(self, number: int) -> dict[str, Decimal] | None:
        """Why the score moved from the week before, part by part."""
        if number == 0 or self.score(number) is None or self.score(number - 1) is None:
            return None
        was, now = self.weeks[number - 1], self.weeks[number]
        board, goal = self._board(number - 1), self._board(number)
        parts = {}
        reached = formula(board)
        cause = {d: self._cause(d, was, now, board, goal) for d in set(board) | set(goal)}
        for step in _STEPS:
            for defect, why in cause.items():
                if why == step:
                    board.pop(defect, None)
                    if defect in goal:
                        board[defect] = goal[defect]
            parts[step] = formula(board) - reached
            reached = formula(board)
        return parts

    def _cause(
        self, defect: Defect, was: Week, now: Week, board: dict[Defect, float], goal: dict[Defect, float]
    ) -> str:
        rule = defect[0]
        one, other = was.rules.get(rule), now.rules.get(rule)
        if one is None or other is None or (one.version, one.severity) != (other.version, other.severity):
            return "rules-changed"
        if not one.ran or not other.ran:
            return "scope-changed"
        if defect not in goal:
            return "waived" if defect in now.waived else "scope-changed" if other.cut else "fixed"
        if defect not in board:
            return "waivers-expired" if defect in was.waived else "scope-changed" if one.cut else "regressed"
        return "fixed" if goal[defect] < board[defect] else "regressed"


def value(severity: str, reach: float) -> float:
    """A certain finding's score (docs/explanation/ranking.md)."""
    return round(_WEIGHT[severity] * min(2.0, 1 + math.log10(max(1.0, reach)) / 4), 1)


def urgency(score: float) -> str:
    """Its priority."""
    return "P0" if score >= 100 else "P1" if score >= 35 else "P2" if score >= 10 else "P3"


def formula(board: dict[Defect, float]) -> Decimal:
    """The score of a system with these findings (docs/explanation/history.md)."""
    rules: dict[str, list[float]] = {}
    for (rule, _), score in board.items():
        rules.setdefault(rule, []).append(score)
    penalty = sum(max(found) * (1 + min(1.0, math.log10(len(found)) / 4)) for found in rules.values())
    score = 100 / (1 + penalty / 500)
    if any(urgency(s) == "P0" for s in board.values()):
        score /= 2
    return Decimal(repr(score)).quantize(Decimal("0.1"), ROUND_HALF_UP)


# -- scans made by hand ----------------------------------------------------------------------------------------------


def rule_of(rule_id: str, severity: Severity, subject: str | None = None) -> Rule:
    """A rule without a file."""
    text = RuleText(f"About {rule_id}", "{name} is wrong.", "Repair {name}.")
    zh = RuleText(f"关于 {rule_id}", "{name} 有问题。", "修复 {name}。")
    table = subject or RULES[rule_id][1]
    return Rule(rule_id, Path(f"{rule_id}.sql"), severity, table, {"en": text, "zh": zh}, "SELECT 1", 1, reach="rows")


def finding_of(rule: Rule, name: str, reach: float = 1.0) -> Finding:
    """A certain finding about ``name``."""
    thing = Thing(rule.subject, name, name, f"{rule.subject}#{name}", name)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        confidence="certain",
        subject=thing,
        cause=thing,
        evidence={"name": name},
        origin=[thing.origin],
        fingerprint=fingerprint(rule.id, "", f"{rule.subject}:{name}"),
        reach=reach,
    )


def scan_of(
    outcomes: list[Outcome],
    at: datetime,
    unreadable: Iterable[str] = (),
    cut: Iterable[str] = (),
    ranked: Callable[[list[Outcome]], None] = score_findings,
) -> Scan:
    """A scan with these outcomes, as :func:`healthcheck.scan.judge` gives it."""
    ranked(outcomes)
    causes = causes_of(outcomes)
    coverage = {}
    for table in TABLES:
        state = "absent" if table in unreadable else "partial" if table in cut else "complete"
        known = frozenset() if table in unreadable else frozenset({"name"})
        coverage[table] = Coverage(table, state, 9, (), known, {}, table in cut)  # type: ignore[arg-type]
    return Scan(
        targets=["sqlite:erp.db"],
        products=[Text("ERP", "ERP")],
        versions={},
        collected_at=at,
        outcomes=outcomes,
        causes=causes,
        works=work_list(causes, outcomes),
        coverage=coverage,
        parts=[],
        notes=[],
        limits=[],
        guide=Guide(),
    )
