"""SARIF 2.1.0 (OASIS), within the limits of code scanning: bounded results, tags, texts and paths below the repository."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from healthcheck.language import Lang
from healthcheck.outcome import FINGERPRINT_VERSION, Place, Waiver
from healthcheck.places import shown
from healthcheck.report import common, gate
from healthcheck.report.gate import Entry, flat, visible
from healthcheck.rule import Confidence, Rule, Severity
from healthcheck.scan import Scan

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: Code scanning stores 5,000 results of a run and refuses a file of more than 25,000.
RESULTS = 5_000
#: Locations stored per result are 100; a person reads a few.
LOCATIONS = 10
#: Tags shown per rule are 10, and more than 20 are refused.
TAGS = 10
#: Longest description and help, in characters.
DESCRIPTION, HELP = 1_000, 20_000
NOTIFICATIONS = 1_000

LEVEL: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
#: Middle of each band that code scanning shows as critical, high, medium and low.
_SECURITY: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5", "info": "0.5"}
_PRECISION: dict[Confidence, str] = {"certain": "very-high", "likely": "high", "possible": "medium"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_BASELINE = {
    "new": "new",
    "reopened": "new",
    "persisting": "unchanged",
    "worse": "updated",
    "better": "updated",
}
_ROOT = "%SRCROOT%"


def write(scan: Scan, lang: Lang) -> str:
    """The report as SARIF text."""
    return json.dumps(document(scan, lang), ensure_ascii=False, indent=1) + "\n"


def document(scan: Scan, lang: Lang) -> dict[str, Any]:
    """The report as a tree of plain values."""
    rules = {o.rule.id: number for number, o in enumerate(scan.outcomes)}
    open_, accepted = gate.entries(scan), gate.entries(scan, waived=True)
    kept = open_[:RESULTS]
    kept_accepted = accepted[: RESULTS - len(kept)]
    left_out = len(open_) - len(kept) + gate.unlisted(scan)
    dated = any(e.finding.state for e in [*kept, *kept_accepted])
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "healthcheck",
                        "version": scan.engine,
                        "semanticVersion": scan.engine,
                        "language": "zh-CN" if lang == "zh" else "en-US",
                        "rules": [_rule(o.rule, lang) for o in scan.outcomes],
                    }
                },
                "automationDetails": {"id": _category(scan)},
                "invocations": [_invocation(scan, rules, left_out, lang)],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "代码库根目录" if lang == "zh" else "The repository's top folder"}}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(e, rules, scan, dated, lang) for e in [*kept, *kept_accepted]],
                "properties": {
                    "targets": [flat(t) for t in scan.targets],
                    "counts": {status: scan.count(status) for status in common.STATUS},
                    "findings": sum(o.count for o in scan.outcomes),
                    "notListed": left_out,
                },
            }
        ],
    }


def _category(scan: Scan) -> str:
    """Tells the runs of several folders of one repository apart."""
    name = scan.prefix.strip("/") or "/".join(scan.targets[:1])
    slug = re.sub(r"[^\w./-]+", "-", name).strip("-./")[:200]
    return f"healthcheck/{slug}/" if slug else "healthcheck/"


def _rule(rule: Rule, lang: Lang) -> dict[str, Any]:
    text = rule.text[lang]
    level = LEVEL[rule.severity]
    why, remedy = gate.why(rule, lang), gate.remedy(rule, lang)
    full = flat(why, DESCRIPTION) or flat(text.title, DESCRIPTION)
    headings = ("为什么重要", "如何修复") if lang == "zh" else ("Why it matters", "How to fix it")
    parts = [f"# {text.title}", *([f"## {headings[0]}", why] if why else []), f"## {headings[1]}", remedy]
    parts.append(f"`healthcheck rule explain {rule.id}`")
    properties: dict[str, Any] = {
        "tags": [flat(t, 100) for t in dict.fromkeys([rule.family, *rule.tags])][:TAGS],
        "precision": _PRECISION[rule.confidence],
        "problem.severity": _PROBLEM[level],
        "effort": rule.effort,
    }
    if rule.family == "access" or "security" in rule.tags:
        properties["security-severity"] = _SECURITY[rule.severity]
    return {
        "id": rule.id,
        "name": "".join(w.capitalize() for w in re.split(r"[._]", rule.id)),
        "shortDescription": {"text": flat(text.title, DESCRIPTION)},
        "fullDescription": {"text": full},
        "help": {"text": visible(f"{why}\n\n{remedy}".strip(), HELP), "markdown": visible("\n\n".join(parts), HELP)},
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }


def _invocation(scan: Scan, rules: dict[str, int], left_out: int, lang: Lang) -> dict[str, Any]:
    zh = lang == "zh"
    told: list[dict[str, Any]] = []
    for outcome in sorted(scan.outcomes, key=lambda o: (o.status == "skipped", o.rule.id)):
        if outcome.status in ("broken", "timeout", "skipped"):
            told.append(
                {
                    "level": "note" if outcome.status == "skipped" else "error",
                    "message": {
                        "text": f"{common.STATUS[outcome.status].in_(lang)}: {outcome.rule.id}: {gate.reason(outcome, lang)}"
                    },
                    "associatedRule": {"id": outcome.rule.id, "index": rules[outcome.rule.id]},
                }
            )
    for note in [*scan.notes, *scan.limits]:
        told.append({"level": "warning" if note in scan.notes else "note", "message": {"text": flat(note.in_(lang))}})
    if left_out:
        said = f"另有 {left_out} 个问题未列入本文件。" if zh else f"{left_out} more findings are not in this file."
        told.insert(0, {"level": "warning", "message": {"text": said}})
    return {
        "executionSuccessful": not gate.stopped(scan) and any(o.ran for o in scan.outcomes),
        "endTimeUtc": f"{scan.collected_at:%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": told[:NOTIFICATIONS],
    }


def _result(entry: Entry, rules: dict[str, int], scan: Scan, dated: bool, lang: Lang) -> dict[str, Any]:
    finding = entry.finding
    said = gate.described(entry, lang)
    advice = flat(common.fix(finding, entry.rule, scan, lang))
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "kind": "fail",
        "level": LEVEL[finding.severity],
        "message": {"text": f"{said}\n{advice}" if advice else said},
        "locations": [_location(p, scan) for p in entry.places[:LOCATIONS]] or [_logical(entry, lang)],
        "fingerprints": {f"healthcheck/v{FINGERPRINT_VERSION}": finding.fingerprint},
        # What code scanning tells alerts apart by; it computes one from the line's text where this is missing.
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:1"},
        "properties": {
            "priority": finding.priority,
            "score": finding.score,
            "confidence": finding.confidence,
            "subject": flat(common.thing_name(finding.subject, lang)),
        },
    }
    if dated:
        result["baselineState"] = _BASELINE.get(finding.state or "new", "new")
    if finding.waiver is not None:
        result["suppressions"] = [_suppression(finding.waiver)]
    return result


def _location(place: Place, scan: Scan) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(visible(gate.repo_path(place, scan)), safe="/"), "uriBaseId": _ROOT}
    }
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
        if place.end_line >= place.line:
            region["endLine"] = place.end_line
            if place.end_column and (place.end_line > place.line or place.end_column >= place.column):
                region["endColumn"] = place.end_column
        physical["region"] = region
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.sheet:
        location["logicalLocations"] = [
            {"name": flat(place.cell or place.sheet), "fullyQualifiedName": flat(shown(place)), "kind": "element"}
        ]
    return location


def _logical(entry: Entry, lang: Lang) -> dict[str, Any]:
    """Where a finding of a database stands: the thing, by its kind and key."""
    subject = entry.finding.subject
    logical = {
        "name": flat(subject.name) or subject.type,
        "fullyQualifiedName": flat(f"{subject.type}#{subject.key}"),
        "kind": "object",
    }
    return {"logicalLocations": [logical], "message": {"text": flat(common.thing_name(subject, lang))}}


def _suppression(waiver: Waiver) -> dict[str, Any]:
    said = [waiver.reason, waiver.owner, waiver.ticket, waiver.until.isoformat() if waiver.until else "", waiver.source]
    found: dict[str, Any] = {
        "kind": "inSource" if waiver.how == "suppression" else "external",
        "status": "accepted",
        "properties": {"how": waiver.how},
    }
    justification = flat(" · ".join(s for s in said if s))
    if justification:
        found["justification"] = justification
    return found
