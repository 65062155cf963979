"""Outcomes → what to fix first.

The formula is published (docs/explanation/ranking.md), versioned, and explained per finding:

    score = severity × reach × confidence × profile weight

Findings with one cause are one piece of work. What a cause weighs grows with what its repair clears, but slowly and
with a bound per rule, so that ten thousand bad rows do not drown one blocked payment run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Thing, show
from healthcheck.rule import Confidence, Rule, Severity

#: Raised when the formula changes, so that scores of two scans are not compared blindly.
VERSION = 1

SEVERITY_WEIGHT: dict[Severity, float] = {"critical": 100, "high": 40, "medium": 15, "low": 5, "info": 1}
CONFIDENCE_WEIGHT: dict[Confidence, float] = {"certain": 1.0, "likely": 0.7, "possible": 0.4}
MAX_REACH_FACTOR = 2.0

#: Lowest score of each priority, most urgent first.
PRIORITIES: tuple[tuple[str, float], ...] = (("P0", 100.0), ("P1", 35.0), ("P2", 10.0), ("P3", 0.0))

_ZH_SEVERITY = {"critical": "致命", "high": "严重", "medium": "一般", "low": "轻微", "info": "提示"}
_ZH_CONFIDENCE = {"certain": "确定", "likely": "很可能", "possible": "可能"}

#: Units that rules name in `reach`, as they stand after a number.
_ZH_UNIT = {
    "users": "个账号",
    "accounts": "个账号",
    "people": "人",
    "roles": "个角色",
    "permissions": "项权限",
    "grants": "条授权",
    "documents": "张单据",
    "tasks": "条待办",
    "flows": "个流程",
    "materials": "个物料",
    "units": "个组织",
    "rows": "行",
    "messages": "条消息",
    "runs": "次运行",
    "calls": "次调用",
    "views": "次查看",
    "reports": "张报表",
    "ms": "毫秒",
    "seconds": "秒",
    "hours": "小时",
    "days": "天",
    "amount": "（金额）",
    "bytes": "字节",
    "lines": "行",
    "codes": "个编码",
    "steps": "个节点",
    "numbers": "个编号",
}

#: How many pieces of work of one rule may stand in a row before they are told as one.
PER_RULE = 3


@dataclass
class Cause:
    """One object whose repair removes findings, and what it removes."""

    thing: Thing
    findings: list[Finding] = field(default_factory=list)
    score: float = 0.0
    priority: str = "P3"

    @property
    def rules(self) -> list[str]:
        """Ids of the rules whose findings it removes, weightiest first."""
        ordered = sorted(self.findings, key=lambda f: (-f.score, f.rule))
        return list(dict.fromkeys(f.rule for f in ordered))


@dataclass
class Work:
    """One entry of "what to fix first": a cause, or many alike causes of one rule told together.

    Attributes:
        count: findings it clears, those that were counted and not kept included.
    """

    causes: list[Cause]
    rules: list[str]
    count: int
    score: float
    priority: str

    @property
    def lead(self) -> Finding:
        """The weightiest finding, which tells the story."""
        return max((f for c in self.causes for f in c.findings), key=lambda f: (f.score, f.fingerprint))


def priority_of(score: float) -> str:
    """P0 to P3 for a score."""
    return next(name for name, least in PRIORITIES if score >= least)


def reach_factor(reach: float | None) -> float:
    """1 for one affected unit, growing with the logarithm, 2 at ten thousand and beyond."""
    if reach is None or reach <= 1:
        return 1.0
    return min(MAX_REACH_FACTOR, 1 + math.log10(reach) / 4)


def weight_of(rule: Rule, weights: Mapping[str, float]) -> float:
    """What a profile makes of a rule: its own weight, else its family's, else 1."""
    return weights.get(rule.id, weights.get(rule.family, 1.0))


def score_findings(outcomes: list[Outcome], weights: Mapping[str, float] | None = None) -> None:
    """Give every finding its score, priority and the reason for it.

    Args:
        weights: factor per rule id or family, from a profile.
    """
    weights = weights or {}
    for outcome in outcomes:
        rule = outcome.rule
        weight = weight_of(rule, weights)
        for finding in (*outcome.findings, *outcome.waived):
            reach = reach_factor(finding.reach)
            finding.score = round(
                SEVERITY_WEIGHT[finding.severity] * reach * CONFIDENCE_WEIGHT[finding.confidence] * weight, 1
            )
            finding.priority = priority_of(finding.score)
            finding.why = _why(finding, rule.reach, reach, weight)


def _why(finding: Finding, unit: str | None, reach: float, weight: float) -> Text:
    """Each factor behind what it comes from, and the product where there are several."""
    en = [f"{finding.severity} {SEVERITY_WEIGHT[finding.severity]:g}"]
    zh = [f"{_ZH_SEVERITY[finding.severity]} {SEVERITY_WEIGHT[finding.severity]:g}"]
    if reach > 1:
        shown = show(finding.reach, "en")
        en.append(f"reach {shown} {unit or 'rows'} {reach:.2f}")
        zh.append(f"影响 {shown} {_ZH_UNIT.get(unit or 'rows', unit)} {reach:.2f}")
    if finding.confidence != "certain":
        factor = CONFIDENCE_WEIGHT[finding.confidence]
        en.append(f"{finding.confidence} {factor:g}")
        zh.append(f"可信度“{_ZH_CONFIDENCE[finding.confidence]}” {factor:g}")
    if weight != 1:
        en.append(f"profile weight {weight:g}")
        zh.append(f"方案权重 {weight:g}")
    if len(en) == 1:
        return Text(en[0], zh[0])
    return Text(" × ".join(en) + f" = {finding.score:g}", " × ".join(zh) + f" = {finding.score:g}")


def causes_of(outcomes: list[Outcome]) -> list[Cause]:
    """Findings grouped by cause, the most worthwhile repair first."""
    causes: dict[tuple[str, str, str], Cause] = {}
    for outcome in outcomes:
        for finding in outcome.findings:
            key = (finding.cause.system, finding.cause.type, finding.cause.key)
            causes.setdefault(key, Cause(finding.cause)).findings.append(finding)
    for cause in causes.values():
        cause.score = _cause_score(cause.findings)
        cause.priority = min(f.priority for f in cause.findings)
    return sorted(causes.values(), key=lambda c: (c.priority, -c.score, c.thing.type, c.thing.key))


def _cause_score(findings: list[Finding]) -> float:
    """The weightiest finding, plus a share for what else its repair clears, bounded per rule."""
    best: dict[str, float] = {}
    counts: dict[str, int] = {}
    for finding in findings:
        best[finding.rule] = max(best.get(finding.rule, 0.0), finding.score)
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    top = max(best.values())
    extra = sum(best[r] * min(0.5, 0.1 * math.log2(counts[r])) for r in best)
    others = sum(sorted(best.values(), reverse=True)[1:])
    return round(top + extra + 0.25 * others, 1)


def work_list(causes: list[Cause], outcomes: list[Outcome]) -> list[Work]:
    """What to fix first: causes in order; many causes that one rule alone names are one entry."""
    lonely: dict[str, list[Cause]] = {}
    works: list[Work] = []
    for cause in causes:
        if len(cause.findings) == 1:
            lonely.setdefault(cause.findings[0].rule, []).append(cause)
        else:
            works.append(Work([cause], cause.rules, len(cause.findings), cause.score, cause.priority))
    counts = {o.rule.id: o.count for o in outcomes}
    for rule_id, alike in lonely.items():
        if len(alike) <= PER_RULE:
            works += [Work([c], [rule_id], 1, c.score, c.priority) for c in alike]
            continue
        kept = sum(1 for c in causes for f in c.findings if f.rule == rule_id)
        beyond = counts.get(rule_id, kept) - kept
        top = alike[0]
        bonus = 1 + min(0.5, 0.1 * math.log2(len(alike) + beyond))
        works.append(Work(alike, [rule_id], len(alike) + beyond, round(top.score * bonus, 1), top.priority))
    return sorted(works, key=lambda w: (w.priority, -w.score, w.rules, w.causes[0].thing.key))
