"""GitHub annotations: workflow commands on standard output, the gravest findings first, within what is shown."""

from __future__ import annotations

from healthcheck.language import Lang
from healthcheck.report import common, gate
from healthcheck.report.gate import Entry, flat, visible
from healthcheck.rule import Severity
from healthcheck.scan import Scan

#: A step shows ten annotations of each kind; what comes after is lost, so that it is told in one line instead.
SHOWN = 10

LEVEL: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "warning",
    "info": "notice",
}


def write(scan: Scan, lang: Lang) -> str:
    """The report as workflow commands, one a line."""
    zh = lang == "zh"
    lines: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    for outcome in gate.stopped(scan):
        title = f"{outcome.rule.id} {common.STATUS[outcome.status].in_(lang)}"
        lines["error"].append(_command("error", {"title": title}, gate.reason(outcome, lang)))
    for entry in gate.entries(scan):
        level = LEVEL[entry.finding.severity]
        lines[level].append(_annotation(entry, level, scan, lang))
    total = sum(o.count for o in scan.outcomes)
    told = [line for found in lines.values() for line in found[:SHOWN]]
    beyond = sum(max(0, len(found) - SHOWN) for found in lines.values()) + gate.unlisted(scan)
    ran = sum(o.ran for o in scan.outcomes)
    said = (
        f"healthcheck：执行 {ran} 条规则，发现 {total} 个问题。"
        if zh
        else f"healthcheck: {ran} rules ran, {total} findings."
    )
    if beyond:
        said += (
            f"其中 {beyond} 个未在此标注，请看报告。" if zh else f" {beyond} are not annotated here: see the report."
        )
    return "\n".join([*told, said]) + "\n"


def _annotation(entry: Entry, level: str, scan: Scan, lang: Lang) -> str:
    properties: dict[str, str] = {}
    place = entry.place
    if place is not None:
        properties["file"] = visible(gate.repo_path(place, scan))
        if place.line:
            properties["line"] = str(place.line)
            if place.end_line > place.line:
                properties["endLine"] = str(place.end_line)
            elif place.column:  # columns count only within one line
                properties["col"] = str(place.column)
                if place.end_line == place.line and place.end_column > place.column:
                    properties["endColumn"] = str(place.end_column)
    properties["title"] = f"{entry.finding.rule} {flat(entry.rule.text[lang].title, 200)}"
    said = gate.described(entry, lang)
    advice = flat(common.fix(entry.finding, entry.rule, scan, lang))
    return _command(level, properties, f"{said}\n{advice}")


def _command(level: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{level} {listed}::{_data(message)}"


def _data(text: str) -> str:
    """Escapes of the runner: nothing in a value may end the command or begin another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
