"""Markdown for tickets, wikis and pull requests."""

from __future__ import annotations

import re

from healthcheck.checklist import ITEM_STATES, ROLES
from healthcheck.language import Lang, visible
from healthcheck.outcome import Outcome
from healthcheck.report import common, verdict
from healthcheck.scan import Scan

_TOP = 10
_PER_RULE = 20

#: The most bytes of a report's rules: a step summary of GitHub is refused beyond one mebibyte.
_BYTES = 700_000


def escape(text: str) -> str:
    """``text`` as one line that Markdown and HTML leave as it is."""
    flat = visible(" ".join(str(text).split()))
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", flat).replace("\\<", "&lt;").replace("\\>", "&gt;")


def write(scan: Scan, lang: Lang) -> str:
    """The report as Markdown text."""
    zh = lang == "zh"
    rules = common.rules_by_id(scan)
    lines = [f"# {'系统健康检查报告：' if zh else 'Health check: '}{escape(', '.join(scan.targets))}", ""]
    if scan.products:
        names = ("、" if zh else ", ").join(p.in_(lang) for p in scan.products)
        lines.append(f"- {'产品：' if zh else 'Product: '}{escape(names)}")
    lines.append(f"- {'采集时间：' if zh else 'Collected: '}{scan.collected_at:%Y-%m-%d %H:%M} UTC")
    counts = ("，" if zh else ", ").join(f"{t.in_(lang)} {scan.count(status)}" for status, t in common.STATUS.items())
    lines.append(f"- {'规则：' if zh else 'Rules: '}{counts}")
    lines.append(f"- {'采集范围：' if zh else 'Coverage: '}{common.facts_line(scan, lang)}")
    edition = common.edition_line(scan, lang)
    if edition:
        lines.append(f"- {edition}")
    accepted = common.accepted_line(scan, lang)
    if accepted:
        lines.append(f"- {'已豁免，不计入：' if zh else 'Accepted, not counted: '}{accepted}")
    lines += [f"- **{escape(n.in_(lang))}**" for n in scan.notes]
    lines += _verdict(scan, lang)
    lines += ["", f"## {'优先修复' if zh else 'Fix first'}", ""]
    if not scan.works:
        lines.append("没有发现问题。" if zh else "Nothing was found.")
    for number, work in enumerate(scan.works[:_TOP], 1):
        lead = work.lead
        rule = rules[lead.rule]
        lines.append(f"{number}. **{work.priority}** {escape(common.work_title(work, rules, lang))}  ")
        lines.append(f"   {escape(common.message(lead, rule, lang))}  ")
        fixes = [f"   {escape(label + advice)}" for label, advice in common.work_fixes(work, rules, scan, lang)]
        lines.append("  \n".join(fixes))
    lines += ["", f"## {'全部问题' if zh else 'All findings'}", ""]
    room, left_out = _BYTES, 0
    for outcome in sorted(
        scan.outcomes, key=lambda o: (min((f.priority for f in o.findings), default="P9"), o.rule.id)
    ):
        if outcome.status != "failed":
            continue
        begin = len(lines)
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
        if outcome.findings:
            lines += ["", *_repair(outcome, scan, lang)]
        lines.append("")
        room -= len("\n".join(lines[begin:]).encode("utf-8", "replace"))
        if room < 0:  # the gravest came first
            del lines[begin:]
            left_out += 1
    if left_out:
        said = (
            f"另有 {left_out} 条规则发现的问题未列入本摘要。"
            if zh
            else f"{left_out} more rules are not in this summary."
        )
        lines += [said, ""]
    lines += _accepted(scan, lang)
    lines += _checks(scan, lang)
    lines += [f"## {'未能检查的内容' if zh else 'What could not be checked'}", ""]
    unseen = [o for o in scan.outcomes if o.status in ("broken", "timeout", "skipped")]
    for outcome in sorted(unseen, key=lambda o: (o.status, o.rule.id)):
        reason = escape(outcome.reason.in_(lang)) if outcome.reason else ""
        title = escape(outcome.rule.text[lang].title)
        gap = "：" if zh else ": "
        lines.append(f"- {common.STATUS[outcome.status].in_(lang)}{gap}{title} `{outcome.rule.id}` {reason}".rstrip())
    for seen in scan.coverage.values():
        if seen.state == "partial":
            reasons = escape("; ".join(r.in_(lang) for r in seen.reasons))
            lines.append(f"- {common.STATE['partial'].in_(lang)}: `{seen.fact}` {reasons}")
    lines += [f"- {escape(t.in_(lang))}" for t in scan.limits]
    return "\n".join(lines).rstrip() + "\n"


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]


def _verdict(scan: Scan, lang: Lang) -> list[str]:
    """May it go live, what decided that, and what became of findings since earlier scans."""
    zh = lang == "zh"
    lines: list[str] = []
    ready = scan.readiness
    if ready is not None:
        lines += ["", f"## {'结论：' if zh else 'Verdict: '}{escape(verdict.heading(ready, lang))}", ""]
        lines += [f"- {escape(said)}" for said in verdict.failed_gates(ready, lang)]
        lines.append(f"- {escape(verdict.gates_line(ready, lang))}")
        lines.append(f"- {'得出结论的规则：' if zh else 'Rules judged: '}{escape(verdict.coverage_line(ready, lang))}")
        checks = verdict.checks_line(ready, lang)
        if checks:
            lines.append(f"- {'人工检查项：' if zh else 'Checks for people: '}{escape(checks)}")
        points = verdict.scans_so_far(scan)
        if points:
            lines += ["", f"### {'历次演练' if zh else 'Rehearsals so far'}", ""]
            lines += _table(*verdict.burn_down(points, lang))
    if scan.since is not None:
        lines += ["", f"## {'变化' if zh else 'What changed'}", ""]
        lines += [f"- {escape(said)}" for said in verdict.since_lines(scan.since, lang)]
        for why, count in verdict.not_evaluated(scan.since, lang):
            lines.append(f"- {'未评估' if zh else 'Not evaluated'} {count}: {escape(why)}")
        shown = [g for g in scan.since.gone if g.state == "fixed"][:_PER_RULE]
        if shown:
            lines += ["", f"### {'已修复' if zh else 'Fixed'}", ""]
            lines += [f"- {g.priority} {escape(g.name)} · {g.rule} {escape(g.title.in_(lang))}" for g in shown]
            rest = scan.since.counts["fixed"] - len(shown)
            if rest > 0:
                lines.append(f"- {f'另有 {rest} 个' if zh else f'and {rest} more'}")
    return lines


def _checks(scan: Scan, lang: Lang) -> list[str]:
    """What people check, with what they recorded."""
    ready = scan.readiness
    manual = [i for i in ready.items if i.manual] if ready else []
    if not manual:
        return []
    zh = lang == "zh"
    headings = (
        ["编号", "级别", "检查项", "角色", "时间", "结果", "依据", "检查人", "日期"]
        if zh
        else ["Id", "Priority", "Check", "Role", "When", "Result", "Evidence", "By", "On"]
    )
    rows = [
        [
            item.id,
            item.priority,
            item.title.in_(lang),
            ROLES[item.check.role].in_(lang) if item.check else "",
            item.check.when if item.check else "",
            ITEM_STATES[item.state].in_(lang),
            item.detail.in_(lang) if item.detail else "",
            item.record.by if item.record else "",
            item.record.on.isoformat() if item.record else "",
        ]
        for item in manual
    ]
    return [f"## {'人工检查项' if zh else 'Checks for people'}", "", *_table(headings, rows), ""]


def _accepted(scan: Scan, lang: Lang) -> list[str]:
    """What does not count, rule by rule, and lines of the waiver files that somebody should look at."""
    zh = lang == "zh"
    waived = [o for o in scan.outcomes if o.waived_count]
    remarks = common.waiver_remarks(scan, lang)
    if not waived and not remarks:
        return []
    lines = [f"## {'已豁免，不计入' if zh else 'Accepted, not counted'}", ""]
    for outcome in waived:
        lines += [f"### {outcome.rule.id} · {escape(outcome.rule.text[lang].title)} ({outcome.waived_count})", ""]
        headings = ("对象", "说明", "豁免") if zh else ("Object", "What", "Accepted")
        lines += ["| " + " | ".join(headings) + " |", "|---|---|---|"]
        for finding in outcome.waived[:_PER_RULE]:
            cells = (
                common.thing_name(finding.subject, lang),
                common.message(finding, outcome.rule, lang),
                common.acceptance(finding.waiver, lang) if finding.waiver else "",
            )
            lines.append("| " + " | ".join(escape(c) for c in cells) + " |")
        rest = outcome.waived_count - len(outcome.waived[:_PER_RULE])
        if rest:
            lines.append(f"\n{f'另有 {rest} 处。' if zh else f'And {rest} more.'}")
        lines.append("")
    if remarks:
        lines += [*(f"- {escape(r)}" for r in remarks), ""]
    return lines


def _repair(outcome: Outcome, scan: Scan, lang: Lang) -> list[str]:
    """How a rule's findings are repaired, and how one sees that they are."""
    zh = lang == "zh"
    shown = outcome.findings[:_PER_RULE]
    lines = [f"{'修复：' if zh else 'Fix: '}{escape(common.fix(shown[0], outcome.rule, scan, lang))}"]
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
        lines += ["", f"{'复查：' if zh else 'Verify: '}`{common.verify_command(outcome.rule.id)}`"]
    return lines
