"""GitLab's code quality report: a list of findings with path, line, severity and a fingerprint of their own."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from healthcheck.language import Lang
from healthcheck.outcome import Place
from healthcheck.report import gate
from healthcheck.report.gate import Entry, flat, visible
from healthcheck.rule import Severity
from healthcheck.scan import Scan

#: More than this nobody reads in a merge request, and the server parses it for every one.
FINDINGS = 5_000

SEVERITY: dict[Severity, str] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}


def write(scan: Scan, lang: Lang) -> str:
    """The report as JSON text."""
    return json.dumps(document(scan, lang), ensure_ascii=False, indent=1) + "\n"


def document(scan: Scan, lang: Lang) -> list[dict[str, Any]]:
    """The findings that count; a rule that stopped is told as one, for this format has no other place to say so."""
    zh = lang == "zh"
    found = gate.entries(scan)
    issues = [_issue(e, scan, lang) for e in found[:FINDINGS]]
    for outcome in gate.stopped(scan):
        said = (
            f"规则未能完成：{gate.reason(outcome, lang)}"
            if zh
            else f"The rule did not finish: {gate.reason(outcome, lang)}"
        )
        issues.append(_note(scan, outcome.rule.id, said))
    rest = len(found) - FINDINGS if len(found) > FINDINGS else 0
    rest += gate.unlisted(scan)
    if rest:
        said = f"另有 {rest} 个问题未列入本文件。" if zh else f"{rest} more findings are not in this file."
        issues.append(_note(scan, "healthcheck", said))
    seen: set[str] = set()
    for issue in issues:  # of two issues with one fingerprint the server keeps one
        while issue["fingerprint"] in seen:
            issue["fingerprint"] = _hash(issue["fingerprint"] + "'")
        seen.add(issue["fingerprint"])
    return issues


def _issue(entry: Entry, scan: Scan, lang: Lang) -> dict[str, Any]:
    place = entry.place or Place(flat("/".join(scan.targets[:1])) or "healthcheck")
    lines = {"begin": max(1, place.line)}
    if place.end_line > lines["begin"]:
        lines["end"] = place.end_line
    return {
        "description": gate.described(entry, lang),
        "check_name": entry.finding.rule,
        "fingerprint": _hash(entry.finding.fingerprint),
        "severity": SEVERITY[entry.finding.severity],
        "location": {"path": visible(gate.repo_path(place, scan)) or "healthcheck", "lines": lines},
    }


def _note(scan: Scan, name: str, said: str) -> dict[str, Any]:
    return {
        "description": said,
        "check_name": name,
        "fingerprint": _hash(f"{name}\n{scan.prefix}"),
        "severity": "info",
        "location": {"path": visible(scan.prefix.strip("/")) or "healthcheck", "lines": {"begin": 1}},
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
