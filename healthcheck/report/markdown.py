"""Markdown for tickets, wikis and pull requests."""

from __future__ import annotations

import re

from healthcheck.language import Lang
from healthcheck.outcome import Outcome
from healthcheck.report import common
from healthcheck.scan import Scan

_TOP = 10
_PER_RULE = 20


def escape(text: str) -> str:
    """``text`` as one line that Markdown and HTML leave as it is."""
    flat = " ".join(str(text).split())
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", flat).replace("\\<", "&lt;").replace("\\>", "&gt;")


def write(scan: Scan, lang: Lang) -> str:
    """The report as Markdown text."""
    zh = lang == "zh"
    rules = common.rules_by_id(scan)
    lines = [f"# {'系统健康检查报告' if zh else 'Health check'}: {escape(', '.join(scan.targets))}", ""]
    if scan.products:
        lines.append(f"- {'产品' if zh else 'Product'}: {escape(', '.join(p.in_(lang) for p in scan.products))}")
    lines.append(f"- {'采集时间' if zh else 'Collected'}: {scan.collected_at:%Y-%m-%d %H:%M} UTC")
    counts = ", ".join(f"{text.in_(lang)} {scan.count(status)}" for status, text in common.STATUS.items())
    lines.append(f"- {'规则' if zh else 'Rules'}: {counts}")
    lines.append(f"- {'采集范围' if zh else 'Coverage'}: {common.facts_line(scan, lang)}")
    lines += [f"- **{escape(n.in_(lang))}**" for n in scan.notes]
    lines += ["", f"## {'优先修复' if zh else 'Fix first'}", ""]
    if not scan.works:
        lines.append("没有发现问题。" if zh else "Nothing was found.")
    for number, work in enumerate(scan.works[:_TOP], 1):
        lead = work.lead
        rule = rules[lead.rule]
        lines.append(f"{number}. **{work.priority}** {escape(common.work_title(work, rules, lang))}  ")
        lines.append(f"   {escape(common.message(lead, rule, lang))}  ")
        lines.append(f"   {'修复' if zh else 'Fix'}: {escape(common.fix(lead, rule, scan, lang))}")
    lines += ["", f"## {'全部问题' if zh else 'All findings'}", ""]
    for outcome in sorted(
        scan.outcomes, key=lambda o: (min((f.priority for f in o.findings), default="P9"), o.rule.id)
    ):
        if outcome.status != "failed":
            continue
        lines += [f"### {outcome.rule.id} · {escape(outcome.rule.text[lang].title)} ({outcome.count})", ""]
        headings = ("级别", "对象", "说明", "出处") if zh else ("Priority", "Object", "What", "Where")
        lines += ["| " + " | ".join(headings) + " |", "|---|---|---|---|"]
        for finding in outcome.findings[:_PER_RULE]:
            cells = (
                finding.priority,
                common.thing_name(finding.subject, lang),
                common.message(finding, outcome.rule, lang),
                ", ".join(finding.origin),
            )
            lines.append("| " + " | ".join(escape(c) for c in cells) + " |")
        if outcome.count > _PER_RULE:
            rest = outcome.count - _PER_RULE
            lines.append(f"\n{f'另有 {rest} 处。' if zh else f'And {rest} more.'}")
        lines += ["", *_repair(outcome, scan, lang), ""]
    lines += [f"## {'未能检查的内容' if zh else 'What could not be checked'}", ""]
    unseen = [o for o in scan.outcomes if o.status in ("broken", "timeout", "skipped")]
    for outcome in sorted(unseen, key=lambda o: (o.status, o.rule.id)):
        reason = escape(outcome.reason.in_(lang)) if outcome.reason else ""
        lines.append(f"- {common.STATUS[outcome.status].in_(lang)}: `{outcome.rule.id}` {reason}")
    for seen in scan.coverage.values():
        if seen.state == "partial":
            reasons = escape("; ".join(r.in_(lang) for r in seen.reasons))
            lines.append(f"- {common.STATE['partial'].in_(lang)}: `{seen.fact}` {reasons}")
    lines += [f"- {escape(t.in_(lang))}" for t in scan.limits]
    return "\n".join(lines).rstrip() + "\n"


def _repair(outcome: Outcome, scan: Scan, lang: Lang) -> list[str]:
    """How a rule's findings are repaired, and how one sees that they are."""
    zh = lang == "zh"
    shown = outcome.findings[:_PER_RULE]
    lines = [f"{'修复' if zh else 'Fix'}: {escape(common.fix(shown[0], outcome.rule, scan, lang))}"]
    statements = [common.statements(f, scan) for f in shown]
    # One statement may repair several findings.
    repairs = list(dict.fromkeys(s["sql"] for s in statements if "sql" in s))
    checks = list(dict.fromkeys(s["verify"] for s in statements if "verify" in s))
    if repairs or checks:
        lines += ["", "```sql"]
        if repairs:
            lines.append("-- 先审核、先备份，再执行" if zh else "-- review and back up before running")
            lines += [f"{text};" for text in repairs]
        if checks:
            lines.append("-- 复查：修好后应为 0" if zh else "-- verify: 0 when repaired")
            lines += [f"{text};" for text in checks]
        lines.append("```")
    if not checks:
        lines += ["", f"{'复查' if zh else 'Verify'}: `{common.verify_command(outcome.rule.id)}`"]
    return lines
