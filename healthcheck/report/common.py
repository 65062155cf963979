"""What every report says in the same way."""

from __future__ import annotations

import math
import re
import string
from typing import Any

from healthcheck.facts import TABLES
from healthcheck.language import Lang, Text
from healthcheck.outcome import Finding, Thing, render, show
from healthcheck.rank import Work
from healthcheck.rule import Rule
from healthcheck.scan import Scan

#: What may stand in a quoted value of a statement: no backslash, no back quote, no line break or control character.
_PLAIN = re.compile(r"[^\\`\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

SEVERITY = {
    "critical": Text("critical", "致命"),
    "high": Text("high", "严重"),
    "medium": Text("medium", "一般"),
    "low": Text("low", "轻微"),
    "info": Text("info", "提示"),
}
STATUS = {
    "passed": Text("passed", "通过"),
    "failed": Text("failed", "发现问题"),
    "skipped": Text("skipped", "未执行"),
    "broken": Text("broken", "规则异常"),
    "timeout": Text("timeout", "超时"),
}
STATE = {
    "absent": Text("not collected", "未采集"),
    "empty": Text("empty", "无数据"),
    "partial": Text("partial", "不完整"),
    "complete": Text("complete", "完整"),
}
EFFORT = {
    "minutes": Text("minutes", "几分钟"),
    "hours": Text("hours", "几小时"),
    "days": Text("days", "几天"),
}
CONFIDENCE = {
    "certain": Text("certain", "确定"),
    "likely": Text("likely", "很可能"),
    "possible": Text("possible", "可能"),
}


def type_name(fact: str, lang: Lang) -> str:
    """A fact table's name in words."""
    spec = TABLES[fact]
    return spec.zh if lang == "zh" else spec.en


def thing_name(thing: Thing, lang: Lang) -> str:
    """A row as a person knows it: kind and name."""
    gap = "：" if lang == "zh" else " "
    return f"{type_name(thing.type, lang)}{gap}{thing.name}"


def rules_by_id(scan: Scan) -> dict[str, Rule]:
    """The scan's rules."""
    return {o.rule.id: o.rule for o in scan.outcomes}


def message(finding: Finding, rule: Rule, lang: Lang) -> str:
    """What is wrong, in a sentence."""
    return render(rule.text[lang].message, finding, lang)


def fix(finding: Finding, rule: Rule, scan: Scan, lang: Lang) -> str:
    """How it is repaired: the rule's advice, the product's own, and where in the product."""
    parts = [render(rule.text[lang].fix, finding, lang)]
    own = scan.guide.fixes.get(rule.id)
    if own and own.get("text"):  # it says where by itself
        parts.append(render(Text(*own["text"]).in_(lang), finding, lang))
        return " ".join(parts)
    where = where_of(finding, scan, lang)
    if where:
        parts.append(("菜单：" if lang == "zh" else "Menu: ") + where)
    return " ".join(parts)


def where_of(finding: Finding, scan: Scan, lang: Lang) -> str:
    """The menu path where the cause is repaired."""
    text = scan.guide.where.get(finding.cause.type) or scan.guide.where.get(finding.subject.type)
    return text.in_(lang) if text else ""


def statements(finding: Finding, scan: Scan) -> dict[str, str]:
    """Statements to review, from the product's adapter: ``sql`` repairs, ``verify`` counts what is left (0 = repaired).

    A statement is left out when a value cannot be put into it safely: values come from the system that is examined.
    """
    own = scan.guide.fixes.get(finding.rule) or {}
    found = {}
    for name in ("sql", "verify"):
        text = _filled(str(own[name]), finding) if own.get(name) else None
        if text is not None:
            found[name] = text
    return found


def _filled(template: str, finding: Finding) -> str | None:
    """A statement with the finding's values in it, or None."""
    parts: list[str] = []
    quoted = False
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        quoted ^= literal.count("'") % 2 == 1
        if name is None:
            continue
        value = finding.evidence.get(name)
        text = "" if value is None else str(value)
        # Inside quotes a backslash escapes in MySQL; outside, only a number is a value and nothing else.
        safe = _PLAIN.fullmatch(text) if quoted else _NUMBER.fullmatch(text)
        if safe is None:
            return None
        parts.append(text.replace("'", "''"))
    return "".join(parts)


def verify_command(rule_id: str) -> str:
    """What shows for any finding whether it is repaired: the check, once more."""
    return f"healthcheck scan … --select {rule_id}"


def work_title(work: Work, rules: dict[str, Rule], lang: Lang) -> str:
    """One entry of "what to fix first" in one line."""
    rule = rules[work.rules[0]]
    if len(work.causes) > 1:
        title = rule.text[lang].title
        return f"{title}（{work.count} 处）" if lang == "zh" else f"{title} ({work.count} places)"
    cause = work.causes[0]
    name = thing_name(cause.thing, lang)
    if len(cause.findings) == 1:
        return f"{name}：{rule.text[lang].title}" if lang == "zh" else f"{name}: {rule.text[lang].title}"
    if lang == "zh":
        return f"{name}：一次修复可消除 {work.count} 个问题"
    return f"{name}: one repair clears {work.count} findings"


def facts_line(scan: Scan, lang: Lang) -> str:
    """How much was seen."""
    states = [c.state for c in scan.coverage.values()]
    seen = sum(s in ("complete", "empty") for s in states)
    partial = states.count("partial")
    if lang == "zh":
        return f"{len(states)} 张事实表：采集 {seen}，不完整 {partial}，未采集 {states.count('absent')}"
    return f"{len(states)} fact tables: {seen} collected, {partial} partial, {states.count('absent')} not collected"


def plain(value: Any) -> Any:
    """A value of evidence as JSON can carry it."""
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return show(value, "en")
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON knows neither NaN nor infinity
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value
