"""What became of rules, and what they found. Findings hold evidence, never prose: a report chooses the language."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from healthcheck.language import Lang, Text
from healthcheck.rule import Confidence, Rule, Severity

Status = Literal["passed", "failed", "skipped", "broken", "timeout"]
STATUSES: tuple[Status, ...] = ("failed", "broken", "timeout", "skipped", "passed")

#: Version of the way fingerprints are made; part of every fingerprint.
FINGERPRINT_VERSION = 1


@dataclass(frozen=True)
class Thing:
    """A row of a fact table, as a finding points at it.

    Attributes:
        type: fact table.
        key: the row's key columns, joined by a comma when there are several.
        name: what a person knows it by.
        origin: where a person looks it up.
        identity: its business key, which survives a rebuilt database.
    """

    type: str
    key: str
    name: str
    origin: str = ""
    identity: str = ""


@dataclass
class Finding:
    """One thing at fault."""

    rule: str
    severity: Severity
    confidence: Confidence
    subject: Thing
    cause: Thing
    evidence: dict[str, Any]
    origin: list[str]
    fingerprint: str
    reach: float | None = None
    score: float = 0.0
    priority: str = "P3"
    why: Text = field(default_factory=lambda: Text("", ""))


@dataclass
class Outcome:
    """What became of one rule.

    Attributes:
        count: how many findings there are; ``findings`` may hold only the first of them.
    """

    rule: Rule
    status: Status
    reason: Text | None = None
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    ms: float = 0.0

    @property
    def ran(self) -> bool:
        """Whether the rule gave a verdict."""
        return self.status in ("passed", "failed")


def fingerprint(rule_id: str, scope: str, identity: str, discriminator: str = "") -> str:
    """The finding's identity across runs: rule, scope and the subject's business key, nothing that drifts."""
    parts = "\x1f".join([str(FINGERPRINT_VERSION), rule_id, scope, identity, discriminator])
    return hashlib.sha256(parts.encode("utf-8")).hexdigest()[:24]


def show(value: Any, lang: Lang) -> str:
    """A value of evidence as a person reads it."""
    from datetime import date, datetime
    from decimal import Decimal

    if value is None:
        return "（空）" if lang == "zh" else "(empty)"
    if isinstance(value, bool):
        return {True: "是", False: "否"}[value] if lang == "zh" else {True: "yes", False: "no"}[value]
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, float):
        if value and (abs(value) < 0.001 or abs(value) >= 1e15):
            return f"{value:.4g}"
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if (value.hour or value.minute) else value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= 300 else text[:299] + "…"


class _Evidence(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def render(template: str, finding: Finding, lang: Lang) -> str:
    """A rule's message or fix with the finding's evidence filled in."""
    values = _Evidence({k: show(v, lang) for k, v in finding.evidence.items()})
    return template.format_map(values)
