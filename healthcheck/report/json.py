"""JSON for machines; its JSON Schema is published in docs/reference/report.schema.json and tested."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from healthcheck.language import Lang
from healthcheck.outcome import Finding, Outcome, Waiver
from healthcheck.readiness import document as readiness_document
from healthcheck.report import common
from healthcheck.rule import Rule
from healthcheck.scan import Scan
from healthcheck.states import Comparison
from healthcheck.waive import Use

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
            "waived": sum(o.waived_count for o in scan.outcomes),
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
                "cut": c.cut,
                "known": sorted(c.known),
            }
            for c in scan.coverage.values()
        ],
        "limits": [t.in_(lang) for t in scan.limits],
        "waivers": [_use(use) for use in scan.waivers],
        "edition": scan.edition,
        "score": _score(scan.score),
        "readiness": readiness_document(scan.readiness, lang) if scan.readiness else None,
        "since": _since(scan.since, lang) if scan.since else None,
    }


def _score(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _since(since: Comparison, lang: Lang) -> dict[str, Any]:
    moved = since.change
    return {
        "previous": since.previous.isoformat(timespec="seconds") + "Z" if since.previous else None,
        "states": since.counts,
        "score": None
        if moved is None
        else {
            "before": _score(moved.before),
            "after": _score(moved.after),
            "change": _score(moved.total),
            "parts": {part: _score(value) for part, value in moved.parts.items()},
        },
        "gone": [
            {
                "fingerprint": gone.fingerprint,
                "rule": gone.rule,
                "title": gone.title.in_(lang),
                "name": gone.name,
                "priority": gone.priority,
                "state": gone.state,
                "reason": gone.reason.in_(lang) if gone.reason else None,
            }
            for gone in since.gone
        ],
        "saved": since.saved,
    }


def thing(value: Any) -> dict[str, str]:
    """A subject or cause."""
    system = {"system": value.system} if value.system else {}
    known = {"type": value.type, "key": value.key, "name": value.name, "identity": value.identity}
    return {**known, "origin": value.origin, **system}


def _outcome(outcome: Outcome, scan: Scan, rules: dict[str, Rule], lang: Lang) -> dict[str, Any]:
    return {
        "rule": outcome.rule.id,
        "title": outcome.rule.text[lang].title,
        "status": outcome.status,
        "reason": outcome.reason.in_(lang) if outcome.reason else None,
        "severity": outcome.rule.severity,
        "count": outcome.count,
        "ms": round(outcome.ms, 1),
        **(
            {
                "systems": [
                    {
                        "system": name,
                        "status": one.status,
                        "reason": one.reason.in_(lang) if one.reason else None,
                        "count": one.count,
                    }
                    for name, one in outcome.by_system.items()
                ]
            }
            if outcome.by_system
            else {}
        ),
        "findings": [_finding(f, scan, rules, lang) for f in outcome.findings],
        "cut": outcome.cut,
        "digest": outcome.digest,
        "rests": list(outcome.rests),
        "terms": scan.terms(outcome.rule),
        "waived_count": outcome.waived_count,
        "waived": [
            {**_finding(f, scan, rules, lang), "waiver": waiver(f.waiver)}
            for f in outcome.waived
            if f.waiver is not None
        ],
    }


def waiver(value: Waiver) -> dict[str, Any]:
    """Why a finding does not count."""
    return {**asdict(value), "until": value.until.isoformat() if value.until else None}


def _use(use: Use) -> dict[str, Any]:
    entry = use.entry
    until = entry.until.isoformat() if entry.until else None
    return {**asdict(entry), "until": until, "state": use.state, "count": use.count}


def _finding(finding: Finding, scan: Scan, rules: dict[str, Rule], lang: Lang) -> dict[str, Any]:
    rule = rules[finding.rule]
    return {
        "fingerprint": finding.fingerprint,
        "state": finding.state,
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
        "places": [asdict(place) for place in finding.places],
        "message": common.message(finding, rule, lang),
        "fix": common.fix(finding, rule, scan, lang),
        "where": common.where_of(finding, rule, scan, lang),
        "statements": common.statements(finding, scan),
    }


def write(scan: Scan, lang: Lang) -> str:
    """The report as JSON text."""
    return json.dumps(document(scan, lang), ensure_ascii=False, indent=1) + "\n"
