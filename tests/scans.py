"""Scans made by hand: rules that need no file, findings that say what a test wants them to say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from healthcheck.language import Text
from healthcheck.outcome import Finding, Outcome, Place, Status, Thing, fingerprint
from healthcheck.rank import causes_of, score_findings, work_list
from healthcheck.rule import Confidence, Rule, RuleText, Severity
from healthcheck.scan import Guide, Scan


def make_rule(
    rule_id: str = "access.open_door",
    severity: Severity = "high",
    message: str = "{name} stands open.",
    confidence: Confidence = "certain",
    tags: tuple[str, ...] = ("go-live",),
) -> Rule:
    """A rule as a pack would hold it, without a file."""
    family, name = rule_id.split(".")
    return Rule(
        id=rule_id,
        path=Path("nowhere") / family / f"{name}.sql",
        severity=severity,
        subject="role",
        text={
            "en": RuleText("Open door", message, "Close {name}."),
            "zh": RuleText("门没关", message, "请关上 {name}。"),
        },
        body="SELECT role_id FROM role",
        body_line=1,
        confidence=confidence,
        tags=tags,
    )


def make_finding(rule: Rule, name: str, *places: Place, origin: str = "", **evidence: Any) -> Finding:
    """A finding of ``rule`` about the role ``name``."""
    thing = Thing("role", name, name, origin, name)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        confidence=rule.confidence,
        subject=thing,
        cause=thing,
        evidence={"name": name, **evidence},
        origin=[origin] if origin else [],
        fingerprint=fingerprint(rule.id, "", f"role:{name}"),
        places=list(places),
    )


def make_outcome(rule: Rule, *findings: Finding, status: Status | None = None, reason: Text | None = None) -> Outcome:
    """What became of ``rule``: failed with findings, passed without."""
    said = status or ("failed" if findings else "passed")
    return Outcome(rule, said, reason, list(findings), len(findings), 12.5)


def make_scan(*outcomes: Outcome, prefix: str = "", targets: list[str] | None = None) -> Scan:
    """A scan with these outcomes, scored."""
    listed = sorted(outcomes, key=lambda o: o.rule.id)
    score_findings(listed)
    causes = causes_of(listed)
    return Scan(
        targets=targets or ["config"],
        products=[],
        versions={},
        collected_at=datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC).replace(tzinfo=None),
        outcomes=listed,
        causes=causes,
        works=work_list(causes, listed),
        coverage={},
        parts=[],
        notes=[],
        limits=[],
        guide=Guide(),
        prefix=prefix,
    )
