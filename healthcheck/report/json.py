"""JSON for machines; its JSON Schema is published in docs/reference/report.schema.json and tested."""

from __future__ import annotations

import json
from typing import Any

from healthcheck.language import Lang
from healthcheck.outcome import Finding, Outcome
from healthcheck.report import common
from healthcheck.rule import Rule
from healthcheck.scan import Scan

#: Raised when a key changes meaning or goes; new keys do not raise it.
VERSION = 1


def document(scan: Scan, lang: Lang) -> dict[str, Any]:
    """The report as a tree of plain values."""
    rules = common.rules_by_id(scan)
    return {
        "schema": "healthcheck-report",
        "version": VERSION,
        "engine": scan.engine,
        "language": lang,
        "target": {
            "names": scan.targets,
            "products": [p.in_(lang) for p in scan.products],
            "versions": scan.versions,
            "collected_at": scan.collected_at.isoformat() + "Z",
        },
        "summary": {
            "rules": {status: scan.count(status) for status in common.STATUS},
            "findings": sum(o.count for o in scan.outcomes),
            "priorities": {p: sum(f.priority == p for f in scan.findings) for p in ("P0", "P1", "P2", "P3")},
            "notes": [n.in_(lang) for n in scan.notes],
        },
        "causes": [
            {
                "cause": thing(cause.thing),
                "priority": cause.priority,
                "score": cause.score,
                "rules": cause.rules,
                "findings": sorted(f.fingerprint for f in cause.findings),
            }
            for cause in scan.causes
        ],
        "outcomes": [_outcome(o, scan, rules, lang) for o in scan.outcomes],
        "coverage": [
            {
                "fact": c.fact,
                "state": c.state,
                "rows": c.rows,
                "reasons": [r.in_(lang) for r in c.reasons],
                "unknown": {k: v.in_(lang) for k, v in c.unknown.items()},
            }
            for c in scan.coverage.values()
        ],
        "limits": [t.in_(lang) for t in scan.limits],
    }


def thing(value: Any) -> dict[str, str]:
    """A subject or cause."""
    return {"type": value.type, "key": value.key, "name": value.name, "origin": value.origin}


def _outcome(outcome: Outcome, scan: Scan, rules: dict[str, Rule], lang: Lang) -> dict[str, Any]:
    return {
        "rule": outcome.rule.id,
        "title": outcome.rule.text[lang].title,
        "status": outcome.status,
        "reason": outcome.reason.in_(lang) if outcome.reason else None,
        "severity": outcome.rule.severity,
        "count": outcome.count,
        "ms": round(outcome.ms, 1),
        "findings": [_finding(f, scan, rules, lang) for f in outcome.findings],
    }


def _finding(finding: Finding, scan: Scan, rules: dict[str, Rule], lang: Lang) -> dict[str, Any]:
    rule = rules[finding.rule]
    return {
        "fingerprint": finding.fingerprint,
        "priority": finding.priority,
        "score": finding.score,
        "why": finding.why.in_(lang),
        "severity": finding.severity,
        "confidence": finding.confidence,
        "reach": finding.reach,
        "subject": thing(finding.subject),
        "cause": thing(finding.cause),
        "evidence": {k: common.plain(v) for k, v in finding.evidence.items()},
        "origin": finding.origin,
        "message": common.message(finding, rule, lang),
        "fix": common.fix(finding, rule, scan, lang),
        "where": common.where_of(finding, scan, lang),
        "statements": common.statements(finding, scan),
    }


def write(scan: Scan, lang: Lang) -> str:
    """The report as JSON text."""
    return json.dumps(document(scan, lang), ensure_ascii=False, indent=1) + "\n"
