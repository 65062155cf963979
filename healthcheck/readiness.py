"""May a system go live? A verdict from gates, never a bare number: what decided it, and what could not be seen.

``go``, ``conditions`` (go with conditions), ``undetermined`` (too little was seen to tell) or ``no-go``: the worst among
the gates that fail. What was found is true also where not everything was seen, so no-go goes before undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from healthcheck import errors
from healthcheck.checklist import Check, Item, Record, everything, item_document
from healthcheck.language import Lang, Text
from healthcheck.outcome import Finding, Outcome
from healthcheck.states import VERDICTS, Point, Verdict

if TYPE_CHECKING:
    from healthcheck.profile import Chosen, Gate
    from healthcheck.rank import Work
    from healthcheck.rule import Rule
    from healthcheck.scan import Scan

#: How many repairs a verdict names.
TOP = 10

NAMES: dict[Verdict, Text] = {
    "go": Text("GO", "可以上线"),
    "conditions": Text("GO WITH CONDITIONS", "有条件上线"),
    "undetermined": Text("UNDETERMINED", "无法判定"),
    "no-go": Text("NO-GO", "不能上线"),
}
#: The same verdicts where nothing goes live.
PERIODIC_NAMES: dict[Verdict, Text] = {
    "go": Text("PASSED", "通过"),
    "conditions": Text("PASSED WITH CONDITIONS", "有条件通过"),
    "undetermined": Text("UNDETERMINED", "无法判定"),
    "no-go": Text("FAILED", "不通过"),
}


def saved_name(verdict: str, document: Mapping[str, Any] | None) -> Text | None:
    """A saved verdict in the words of its profile: of going live, or of passing; None where there is none.

    Args:
        document: the whole verdict, as :func:`document` gave it.
    """
    said = (document or {}).get("name")
    for names in (NAMES, PERIODIC_NAMES):
        for known, text in names.items():
            if known == verdict and said in (text.en, text.zh):
                return text
    return next((text for known, text in NAMES.items() if known == verdict), None)


@dataclass(frozen=True)
class GateResult:
    """One gate, and what was measured.

    Attributes:
        value: None when it could not be measured; the gate then fails.
        detail: what it was, in a few words.
    """

    name: str
    text: Text
    passed: bool
    value: float | None
    bound: float
    otherwise: Verdict
    detail: Text


@dataclass(frozen=True)
class Unseen:
    """Something that could not be checked: why, and which rules."""

    why: Text
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """How many rules of a family gave a verdict."""

    name: str
    ran: int
    total: int


@dataclass
class Readiness:
    """A verdict and what it rests on.

    Attributes:
        titles: of profile and industry.
        go_live: whether the question is one of going live.
        works: the repairs that matter most, with what each clears.
        items: automatic and manual checks in one list.
        rehearsals: earlier scans, oldest first.
    """

    verdict: Verdict
    profile: str
    industry: str
    titles: list[Text]
    gates: list[GateResult]
    families: list[Family]
    unseen: list[Unseen]
    works: list[Work]
    items: list[Item]
    score: Decimal | None
    go_live: bool = True
    rehearsals: list[Point] = field(default_factory=list)

    @property
    def name(self) -> Text:
        """The verdict in words."""
        return (NAMES if self.go_live else PERIODIC_NAMES)[self.verdict]

    @property
    def decided(self) -> list[GateResult]:
        """The gates that made the verdict what it is."""
        return [g for g in self.gates if not g.passed and g.otherwise == self.verdict]

    @property
    def exit_code(self) -> int:
        """0 for go, with or without conditions, 1 for no-go, 3 for undetermined."""
        return {"no-go": errors.FAILED, "undetermined": errors.INCOMPLETE}.get(self.verdict, errors.PASSED)


def assess(
    scan: Scan,
    chosen: Chosen,
    checks: Iterable[Check] = (),
    records: Mapping[str, Record] | None = None,
    now: datetime | None = None,
    overdue: Mapping[str, int] | None = None,
    rehearsals: Iterable[Point] = (),
) -> Readiness:
    """Hold a scan against a profile's gates.

    Args:
        checks: manual checks that belong to it.
        records: their newest results.
        now: UTC without zone; the present by default.
        overdue: findings past their due date, per priority; None without a history.
        rehearsals: earlier scans.
    """
    from datetime import UTC

    now = now or datetime.now(UTC).replace(tzinfo=None)
    profile = chosen.profile
    valid = None
    if profile.manual_valid:
        from healthcheck.profile import read_duration

        valid = read_duration(profile.manual_valid)
    items = everything(scan.outcomes, checks if profile.manual else (), records or {}, now, valid)
    score = scan.score
    measured = _Measured(scan, items, score, now, overdue)
    gates = [measured.gate(gate) for gate in profile.gates]
    worst = max((VERDICTS.index(g.otherwise) for g in gates if not g.passed), default=0)
    if not any(o.ran for o in scan.outcomes):  # whatever the profile says: nothing was judged
        worst = max(worst, VERDICTS.index("undetermined"))
    return Readiness(
        verdict=VERDICTS[worst],
        profile=chosen.name,
        industry=chosen.industry or "",
        titles=[w.text for w in (chosen.title, chosen.industry_title) if w is not None],
        gates=gates,
        families=families_of(scan.outcomes),
        unseen=unseen_in(scan),
        works=scan.works[:TOP],
        items=items,
        score=score,
        go_live=profile.manual,
        rehearsals=list(rehearsals),
    )


def families_of(outcomes: Iterable[Outcome]) -> list[Family]:
    """How many rules of each family gave a verdict."""
    counts: dict[str, list[int]] = {}
    for outcome in outcomes:
        entry = counts.setdefault(outcome.rule.family, [0, 0])
        entry[0] += outcome.ran
        entry[1] += 1
    return [Family(name, ran, total) for name, (ran, total) in sorted(counts.items())]


def unseen_in(scan: Scan) -> list[Unseen]:
    """What could not be seen and why, the widest gaps first."""
    reasons: dict[Text, list[str]] = {}
    for outcome in scan.outcomes:
        if not outcome.ran:
            reasons.setdefault(outcome.reason or Text("no reason given", "未说明原因"), []).append(outcome.rule.id)
    for fact in scan.coverage.values():
        if fact.state == "partial":
            said = "; ".join(r.en for r in fact.reasons), "；".join(r.zh for r in fact.reasons)
            name = _fact_name(fact.fact)
            reasons.setdefault(Text(f"{name.en} is partial: {said[0]}", f"{name.zh} 不完整：{said[1]}"), [])
    for note in scan.notes:
        reasons.setdefault(note, [])
    found = [Unseen(why, tuple(rules)) for why, rules in reasons.items()]
    return sorted(found, key=lambda u: (-len(u.rules), u.why.en))


@dataclass
class _Measured:
    """What gates measure."""

    scan: Scan
    items: list[Item]
    score: Decimal | None
    now: datetime
    overdue: Mapping[str, int] | None

    def gate(self, gate: Gate) -> GateResult:
        value, detail = self._value(gate)
        if value is None:
            passed = False
        elif gate.most is not None:
            passed = value <= gate.most
        else:
            passed = value >= (gate.least or 0)
        bound = gate.most if gate.most is not None else gate.least or 0.0
        return GateResult(gate.name, gate.text, passed, value, bound, gate.otherwise, detail)

    def _value(self, gate: Gate) -> tuple[float | None, Text]:
        if gate.measure == "findings":
            return self._findings(gate)
        if gate.measure == "waived":
            return self._counted(self._matching(gate, (f for o in self._outcomes(gate) for f in o.waived)))
        if gate.measure == "regressed":
            if self.scan.since is None or self.scan.since.previous is None:
                return 0, Text("no earlier scan to compare with", "没有可比的历史扫描")
            states = ("new", "reopened", "worse", "waiver-expired")
            found = (f for o in self._outcomes(gate) for f in o.findings if f.state in states)
            return self._counted(self._matching(gate, found))
        if gate.measure == "overdue":
            if self.overdue is None:
                return 0, Text("no history", "没有历史记录")
            late = sum(n for p, n in self.overdue.items() if not gate.priorities or p in gate.priorities)
            return late, Text(f"{late} overdue", f"{late} 项超期")
        if gate.measure == "evaluated":
            return self._evaluated(gate)
        if gate.measure == "stopped":
            stopped = [_title(o.rule) for o in self._outcomes(gate) if o.status in ("broken", "timeout")]
            return len(stopped), _listed(stopped)
        if gate.measure == "cut":
            # Tables that the product does not have are told by the rules that gave no verdict.
            cut = [c.fact for c in self.scan.coverage.values() if c.cut and (c.state != "absent" or c.failed)]
            return len(cut), _listed([_fact_name(name) for name in cut])
        if gate.measure in ("manual-failed", "manual-open"):
            wanted = "failed" if gate.measure == "manual-failed" else "open"
            ids = [
                i.id
                for i in self.items
                if i.manual and i.state == wanted and (not gate.priorities or i.priority in gate.priorities)
            ]
            return len(ids), _listed(ids)
        if gate.measure == "score":
            if self.score is None:
                return None, Text("no score: no rule gave a verdict", "没有得分：没有规则得出结论")
            return float(self.score), Text(f"score {self.score}", f"得分 {self.score}")
        hours = (self.now - self.scan.collected_at).total_seconds() / 3600
        return max(0.0, hours), (
            Text("less than an hour old", "刚采集不到一小时")
            if hours < 1
            else Text(f"{hours:.0f} hours old", f"采集于 {hours:.0f} 小时前")
        )

    def _outcomes(self, gate: Gate) -> list[Outcome]:
        return [o for o in self.scan.outcomes if not gate.families or o.rule.family in gate.families]

    def _matching(self, gate: Gate, findings: Iterable[Finding]) -> list[Finding]:
        """Findings of the gate's priorities; those that are only possible decide nothing by themselves."""
        return [
            f for f in findings if (not gate.priorities or f.priority in gate.priorities) and f.confidence != "possible"
        ]

    def _findings(self, gate: Gate) -> tuple[float, Text]:
        return self._counted(self._matching(gate, (f for o in self._outcomes(gate) for f in o.findings)))

    def _counted(self, findings: list[Finding]) -> tuple[int, Text]:
        """How many there are, and the titles of their rules."""
        if not findings:
            return 0, Text("none", "无")
        titles = {o.rule.id: _title(o.rule) for o in self.scan.outcomes}
        rules = [titles[rule] for rule in dict.fromkeys(f.rule for f in findings)]
        more = " …" if len(rules) > 3 else ""
        count = len(findings)
        return count, Text(
            f"{count}: {', '.join(t.en for t in rules[:3])}{more}",
            f"{count} 个：{'、'.join(t.zh for t in rules[:3])}{more}",
        )

    def _evaluated(self, gate: Gate) -> tuple[float | None, Text]:
        outcomes = self._outcomes(gate)
        if not outcomes:
            return None, Text("there is no such rule", "没有这类规则")
        ran = sum(o.ran for o in outcomes)
        return ran / len(outcomes), Text(
            f"{ran} of {len(outcomes)} rules gave a verdict", f"{len(outcomes)} 条规则中有 {ran} 条得出结论"
        )


def _title(rule: Rule) -> Text:
    return Text(rule.text["en"].title, rule.text["zh"].title)


def _listed(names: Sequence[str | Text]) -> Text:
    if not names:
        return Text("none", "无")
    more = " …" if len(names) > 5 else ""
    texts = [n if isinstance(n, Text) else Text(n, n) for n in names[:5]]
    return Text(
        f"{len(names)}: {', '.join(t.en for t in texts)}{more}",
        f"{len(names)} 项：{'、'.join(t.zh for t in texts)}{more}",
    )


def _fact_name(name: str) -> Text:
    """A fact table as people call it."""
    from healthcheck.facts import TABLES

    return Text(name, f"{TABLES[name].zh}（{name}）" if name in TABLES else name)


def document(readiness: Readiness, lang: Lang) -> dict[str, Any]:
    """A verdict as plain values."""
    return {
        "verdict": readiness.verdict,
        "name": readiness.name.in_(lang),
        "profile": readiness.profile,
        "industry": readiness.industry,
        "score": None if readiness.score is None else float(readiness.score),
        "gates": [
            {
                "name": g.name,
                "text": g.text.in_(lang),
                "passed": g.passed,
                "value": None if g.value is None else round(g.value, 3),
                "bound": g.bound,
                "otherwise": g.otherwise,
                "detail": g.detail.in_(lang),
            }
            for g in readiness.gates
        ],
        "coverage": {
            "families": [{"family": f.name, "ran": f.ran, "rules": f.total} for f in readiness.families],
            "unseen": [{"why": u.why.in_(lang), "rules": list(u.rules)} for u in readiness.unseen],
        },
        "repairs": [
            {
                "priority": w.priority,
                "score": w.score,
                "clears": w.count,
                "rules": w.rules,
                "causes": [{"type": c.thing.type, "key": c.thing.key, "name": c.thing.name} for c in w.causes[:TOP]],
            }
            for w in readiness.works
        ],
        "checks": [item_document(i, lang) for i in readiness.items],
        "rehearsals": [
            {
                "collected_at": r.at.isoformat(timespec="seconds") + "Z",
                "verdict": r.verdict,
                "score": None if r.score is None else float(r.score),
                "priorities": r.priorities,
            }
            for r in readiness.rehearsals
        ],
    }
