"""JUnit XML, as Jenkins, GitLab and Azure read it: one suite per family of rules, one test case per rule."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from healthcheck.language import Lang
from healthcheck.outcome import Outcome
from healthcheck.places import shown
from healthcheck.report import common, gate
from healthcheck.report.gate import Entry, flat, visible
from healthcheck.scan import Scan

#: Findings that are told per test case.
FINDINGS = 50


def write(scan: Scan, lang: Lang) -> bytes:
    """The report as JUnit XML, UTF-8."""
    families: dict[str, list[Outcome]] = {}
    for outcome in scan.outcomes:
        families.setdefault(outcome.rule.family, []).append(outcome)
    found: dict[str, list[Entry]] = {}
    for entry in gate.entries(scan):
        found.setdefault(entry.finding.rule, []).append(entry)
    root = Element("testsuites", {"name": "healthcheck", **_counts(scan.outcomes)})
    for family, outcomes in sorted(families.items()):
        suite = SubElement(
            root,
            "testsuite",
            {
                "name": f"healthcheck.{family}",
                "timestamp": f"{scan.collected_at:%Y-%m-%dT%H:%M:%S}",
                **_counts(outcomes),
            },
        )
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", name="engine", value=scan.engine)
        SubElement(properties, "property", name="targets", value=flat(", ".join(scan.targets)))
        for outcome in outcomes:
            _case(suite, outcome, found.get(outcome.rule.id, []), scan, lang)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _counts(outcomes: list[Outcome]) -> dict[str, str]:
    return {
        "tests": str(len(outcomes)),
        "failures": str(sum(o.status == "failed" for o in outcomes)),
        "errors": str(sum(o.status in ("broken", "timeout") for o in outcomes)),
        "skipped": str(sum(o.status == "skipped" for o in outcomes)),
        "time": f"{sum(o.ms for o in outcomes) / 1000:.3f}",
    }


def _case(suite: Element, outcome: Outcome, found: list[Entry], scan: Scan, lang: Lang) -> None:
    rule = outcome.rule
    place = found[0].place if found else None
    said = {
        "classname": f"healthcheck.{rule.family}",
        "name": rule.id,
        "time": f"{outcome.ms / 1000:.3f}",
        "file": visible(gate.repo_path(place, scan)) if place else "",
        "line": str(place.line) if place and place.line else "",
    }
    case = SubElement(suite, "testcase", {key: value for key, value in said.items() if value})
    title = flat(rule.text[lang].title)
    if outcome.status == "failed":
        failure = SubElement(case, "failure", type=rule.severity, message=f"{title} ({outcome.count})")
        failure.text = _told(outcome, found, scan, lang)
    elif outcome.status == "skipped":
        SubElement(case, "skipped", message=gate.reason(outcome, lang))
    elif outcome.status in ("broken", "timeout"):
        SubElement(case, "error", type=outcome.status, message=gate.reason(outcome, lang))
    if outcome.waived_count:
        accepted = "已接受，不计入" if lang == "zh" else "accepted and not counted"
        SubElement(case, "system-out").text = f"{accepted}: {outcome.waived_count}"


def _told(outcome: Outcome, found: list[Entry], scan: Scan, lang: Lang) -> str:
    """The findings of a rule, each with its place, and the repair once."""
    lines = []
    for entry in found[:FINDINGS]:
        places = [f"{visible(scan.prefix)}{flat(shown(p))}" for p in entry.places[:3]]
        at = ", ".join(places) or flat(", ".join(entry.finding.origin[:3]))
        said = gate.described(entry, lang)
        lines.append(f"{entry.finding.severity} {at}: {said}" if at else f"{entry.finding.severity} {said}")
    rest = outcome.count - len(lines)
    if rest > 0:
        lines.append(f"另有 {rest} 处。" if lang == "zh" else f"And {rest} more.")
    if found:
        advice = flat(common.fix(found[0].finding, outcome.rule, scan, lang))
        lines.append(f"{'修复：' if lang == 'zh' else 'Fix: '}{advice}")
    return "\n".join(lines)
