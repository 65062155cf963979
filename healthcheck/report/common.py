"""What every report says in the same way."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from healthcheck.language import Lang, Text, visible
from healthcheck.outcome import Finding, Thing, Waiver, render, show
from healthcheck.rank import Work
from healthcheck.rule import Rule
from healthcheck.scan import Guide, Scan
from healthcheck.waive import KIND_TEXT, USE_TEXT

if TYPE_CHECKING:
    from healthcheck.coverage import Coverage

#: What may stand in a quoted value of a statement: no backslash, no back quote, no line break or control character.
_PLAIN = re.compile(r"[^\\`\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
#: Characters of a repaired statement that a fix quotes; the whole of it is in the evidence.
MAX_REWRITTEN = 600
#: Rules of one entry of "what to fix first" whose fix is told.
MAX_FIXES = 3
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
ACCEPTANCE = {
    "waiver": Text("waiver", "豁免"),
    "suppression": Text("comment in the file", "文件内注释"),
    "baseline": Text("baseline", "基线"),
}


def type_name(fact: str, lang: Lang) -> str:
    """A fact table's name in words."""
    if lang == "en":
        return fact.replace("_", " ")
    from healthcheck.facts import TABLES  # half of the time a remembered result needs to be shown

    return TABLES[fact].zh


def thing_name(thing: Thing, lang: Lang) -> str:
    """A row as a person knows it: the system where there are several, kind and name."""
    gap = "：" if lang == "zh" else " "
    system = f"[{thing.system}] " if thing.system else ""
    return f"{system}{type_name(thing.type, lang)}{gap}{visible(thing.name)}"


def rules_by_id(scan: Scan) -> dict[str, Rule]:
    """The scan's rules."""
    return {o.rule.id: o.rule for o in scan.outcomes}


def rule_name(rule: Rule, lang: Lang) -> str:
    """A rule as a person knows it, with its id for the next command."""
    title = rule.text[lang].title
    return f"{title}（{rule.id}）" if lang == "zh" else f"{title} ({rule.id})"


def message(finding: Finding, rule: Rule, lang: Lang) -> str:
    """What is wrong, in a sentence, and who waits for it."""
    return render(rule.text[lang].message, finding, lang) + who_waits(finding, lang)


def who_waits(finding: Finding, lang: Lang) -> str:
    """The report behind a finding, its menu path and owner, and how long people waited; empty where nobody knows."""
    told = {k: finding.evidence.get(f"waited_{k}") for k in ("report", "menu", "owner", "calls", "minutes")}
    zh = lang == "zh"
    parts = []
    if told["report"]:
        parts.append(f"报表：{told['report']}" if zh else f"report {told['report']}")
    if told["menu"]:
        parts.append(f"菜单：{told['menu']}" if zh else f"menu {told['menu']}")
    if told["owner"]:
        parts.append(f"负责人：{told['owner']}" if zh else f"owner {told['owner']}")
    if told["calls"]:
        calls, waited = show(told["calls"], lang), _duration(float(told["minutes"] or 0), lang)
        parts.append(f"执行 {calls} 次，累计等待 {waited}" if zh else f"{calls} calls, {waited} of waiting")
    if not parts:
        return ""
    return f"（{'；'.join(parts)}）" if zh else f" ({'; '.join(parts)})"


def _duration(minutes: float, lang: Lang) -> str:
    """A time that people waited; seconds where it is less than a minute."""
    if minutes >= 1:
        return f"{show(round(minutes, 1), lang)} {'分钟' if lang == 'zh' else 'minutes'}"
    seconds = minutes * 60
    shown = show(round(seconds, 1), lang) if seconds >= 0.1 else "<0.1"
    return f"{shown} {'秒' if lang == 'zh' else 'seconds'}"


def fix(finding: Finding, rule: Rule, scan: Scan, lang: Lang) -> str:
    """How it is repaired: the rule's advice, the product's own, and where in the product."""
    parts = [render(rule.text[lang].fix, finding, lang)]
    if finding.evidence.get("rewritten"):
        text = " ".join(str(finding.evidence["rewritten"]).split())
        short = text if len(text) <= MAX_REWRITTEN else text[: MAX_REWRITTEN - 1] + "…"
        parts.append(("改写为：" if lang == "zh" else "Write it so: ") + short)
    own = guide_of(finding, scan).fixes.get(rule.id)
    if own and own.get("text"):  # it says where by itself
        parts.append(render(Text(*own["text"]).in_(lang), finding, lang))
        return " ".join(parts)
    where = where_of(finding, rule, scan, lang)
    if where:
        parts.append(("菜单：" if lang == "zh" else "Menu: ") + where)
    return " ".join(parts)


def guide_of(finding: Finding, scan: Scan) -> Guide:
    """What the adapters of the finding's system add."""
    return scan.guides.get(finding.system, scan.guide)


def where_of(finding: Finding, rule: Rule, scan: Scan, lang: Lang) -> str:
    """The menu path that leads to the repair."""
    guide = guide_of(finding, scan)
    text = next((guide.where[fact] for fact in rule.menus if fact in guide.where), None)
    if text is None:
        return _where_in_its_system(finding.cause, scan, lang)
    return text.in_(lang)


def _where_in_its_system(thing: Thing, scan: Scan, lang: Lang) -> str:
    """What systems are compared by (``system_material``) is repaired in the system that the row is of, first in its key."""
    fact = thing.type.removeprefix("system_")
    system = thing.key.partition(",")[0]
    text = scan.guides[system].where.get(fact) if fact != thing.type and system in scan.guides else None
    return f"[{system}] {text.in_(lang)}" if text else ""


def statements(finding: Finding, scan: Scan) -> dict[str, str]:
    """Statements to review, from the product's adapter: ``sql`` repairs, ``verify`` counts what is left (0 = repaired).

    A statement is left out when a value cannot be put into it safely: values come from the system that is examined.
    """
    own = guide_of(finding, scan).fixes.get(finding.rule) or {}
    found = {}
    for name in ("sql", "verify"):
        text = filled(str(own[name]), finding.evidence) if own.get(name) else None
        if text is not None:
            found[name] = text
    return found


def filled(template: str, evidence: Mapping[str, Any]) -> str | None:
    """A statement with a finding's values in it, or None when one cannot be put in safely.

    A list inside quotes, ``IN ('{keys}')``, becomes as many quoted values.
    """
    parts: list[str] = []
    quoted = False
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        quoted ^= literal.count("'") % 2 == 1
        if name is None:
            continue
        value = evidence.get(name)
        listed = value if quoted and isinstance(value, list | tuple) else [value]
        texts = ["" if v is None else str(v) for v in listed]
        # Inside quotes a backslash escapes in MySQL; outside, only a number is a value and nothing else.
        safe = _PLAIN if quoted else _NUMBER
        if not texts or any(safe.fullmatch(text) is None for text in texts):
            return None
        parts.append("', '".join(text.replace("'", "''") for text in texts))
    return "".join(parts)


def verify_command(rule_id: str) -> str:
    """What shows for any finding whether it is repaired: the check, once more."""
    from healthcheck.facts import TABLES

    # A fact that is read only when asked for has the name of the rule that rests on it.
    spec = TABLES.get(rule_id.rsplit(".", 1)[-1])
    asked = f" {spec.fact.opt_in}" if spec is not None and spec.fact.opt_in else ""
    return f"healthcheck scan … --select {rule_id}{asked}"


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
    if len(work.rules) > 1:  # each rule has its own repair
        return (
            f"{name}：同一处有 {work.count} 个问题" if lang == "zh" else f"{name}: {work.count} findings at one place"
        )
    if lang == "zh":
        return f"{name}，一次修复可消除 {work.count} 个问题"
    return f"{name}: one repair clears {work.count} findings"


def work_fixes(work: Work, rules: dict[str, Rule], scan: Scan, lang: Lang) -> list[tuple[str, str]]:
    """How an entry is repaired, rule by rule, that of the lead first: what stands before the colon, and the advice."""
    zh = lang == "zh"
    heaviest: dict[str, Finding] = {work.lead.rule: work.lead}
    for finding in sorted((f for c in work.causes for f in c.findings), key=lambda f: (-f.score, f.rule)):
        heaviest.setdefault(finding.rule, finding)
    told = []
    for finding in list(heaviest.values())[:MAX_FIXES]:
        rule, label = rules[finding.rule], "修复" if zh else "Fix"
        if len(heaviest) > 1:
            label += f"（{rule.text[lang].title}）" if zh else f" ({rule.text[lang].title})"
        told.append((f"{label}：" if zh else f"{label}: ", fix(finding, rule, scan, lang)))
    rest = len(heaviest) - len(told)
    if rest:
        more = f"另有 {rest} 类问题的修复办法" if zh else f"and {rest} more {'fix' if rest == 1 else 'fixes'}"
        told.append(("… ", more))
    return told


def score_line(work: Work, lang: Lang) -> str:
    """The score that entries are sorted by, and where it is not its weightiest finding's, what it is made of."""
    zh = lang == "zh"
    said = f"{'得分' if zh else 'score'} {work.score:g}"
    if work.count == 1:
        return said
    best = f"{work.lead.score:g}"
    if len(work.causes) > 1:
        return said + (
            f"（最重一处 {best}，共 {work.count} 处）" if zh else f" (weightiest {best}, {work.count} places)"
        )
    rest = work.count - 1
    return said + (f"（最重一条 {best}，连带 {rest} 条）" if zh else f" (weightiest {best}, with {rest} more)")


def accepted_line(scan: Scan, lang: Lang) -> str:
    """How many findings do not count, and why; empty when there are none."""
    total = sum(o.waived_count for o in scan.outcomes)
    if not total:
        return ""
    by = {
        how: sum(f.waiver is not None and f.waiver.how == how for o in scan.outcomes for f in o.waived)
        for how in ACCEPTANCE
    }
    by["waiver"] += sum(o.waived_unlisted for o in scan.outcomes)
    parts = [f"{ACCEPTANCE[how].in_(lang)} {count}" for how, count in by.items() if count]
    return f"{total}（{'，'.join(parts)}）" if lang == "zh" else f"{total} ({', '.join(parts)})"


def acceptance(waiver: Waiver, lang: Lang) -> str:
    """Why a finding does not count: kind, reason, who, until when, where that is said."""
    zh = lang == "zh"
    kind = KIND_TEXT[waiver.kind].in_(lang) if waiver.kind in KIND_TEXT else waiver.kind
    parts = [kind or ACCEPTANCE[waiver.how].in_(lang)]
    if waiver.reason:
        parts.append(waiver.reason)
    if waiver.owner:
        parts.append(f"{'责任人' if zh else 'owner'} {waiver.owner}")
    if waiver.approver:
        parts.append(f"{'批准人' if zh else 'approved by'} {waiver.approver}")
    if waiver.until:
        zone = f" {waiver.timezone}" if waiver.timezone else ""
        parts.append(f"{'有效期至' if zh else 'until'} {waiver.until}{zone}")
    if waiver.ticket:
        parts.append(waiver.ticket)
    if waiver.source:
        parts.append(f"[{waiver.source}]")
    return " · ".join(parts)


def edition_line(scan: Scan, lang: Lang) -> str:
    """What was done to personal data; empty for the internal edition."""
    if scan.edition != "customer":
        return ""
    return "客户版：个人信息已替换为假名" if lang == "zh" else "Customer edition: people stand under false names"


def waiver_remarks(scan: Scan, lang: Lang) -> list[str]:
    """Lines of the waiver files that accept nothing now, each with the reason."""
    gap = "：" if lang == "zh" else ": "
    told = []
    for use in scan.waivers:
        if use.state == "used":
            continue
        said = USE_TEXT[use.state].in_(lang)
        if use.state == "expired":
            ended = f"{use.entry.until} {use.entry.timezone}"
            said += (
                f"（{ended}，涉及 {use.count} 个问题）"
                if lang == "zh"
                else f" ({ended}, {use.count} findings count again)"
            )
        told.append(f"{use.entry.source} {use.entry.names}{gap}{said}")
    return told


def tables_of(scan: Scan) -> list[Coverage]:
    """Coverage of the fact tables that concern a scan: all but those of vendors' plug-ins that nothing here gives or needs.

    Whoever has a plug-in installed would read of its tables in the report on every other system.
    """
    from healthcheck.facts import BUILT_IN

    given = {p.fact for p in scan.parts}
    needed = {name.partition(".")[0] for o in scan.outcomes for name in o.rests}
    needed |= {subject for o in scan.outcomes for subject in (o.rule.subject, o.rule.cause) if subject}
    return [c for c in scan.coverage.values() if c.fact in BUILT_IN or c.fact in given | needed or c.state != "absent"]


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
