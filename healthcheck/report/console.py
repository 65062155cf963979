"""The console report: verdict and coverage first, then what to fix first, readable at 80 columns."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from healthcheck.language import Lang
from healthcheck.outcome import Finding, Outcome
from healthcheck.rank import Work
from healthcheck.report import common, verdict
from healthcheck.report.excerpt import excerpt
from healthcheck.scan import Scan
from healthcheck.states import NAMES

_STYLE = {"P0": "bold white on red", "P1": "bold red", "P2": "yellow", "P3": "cyan"}
_TOP = 10
_SUMMARY = 20


def write(scan: Scan, lang: Lang, console: Console, everything: bool = False, top: int = _TOP) -> None:
    """Print the report.

    Args:
        everything: list every kept finding after the top entries.
        top: how many pieces of work to show.
    """
    zh = lang == "zh"
    rules = common.rules_by_id(scan)
    _head(scan, lang, console)
    _verdict(scan, lang, console, everything)
    if scan.works:
        console.print()
        shown = scan.works[:top]
        if len(shown) == len(scan.works):
            console.print(f"[bold]{f'需要修复 {len(shown)} 项' if zh else 'What to fix, in this order'}[/bold]")
        elif zh:
            console.print(f"[bold]先修这 {len(shown)} 项[/bold]（共 {len(scan.works)} 项）")
        else:
            console.print(f"[bold]Fix these {len(shown)} first[/bold] (of {len(scan.works)})")
    for number, work in enumerate(scan.works[:top], 1):
        lead = work.lead
        rule = rules[lead.rule]
        console.print()
        head = Line(f"{number:>2}. ")
        head.append(f" {work.priority} ", style=_STYLE[work.priority])
        head.append(" " + common.work_title(work, rules, lang), style="bold")
        paragraph(console, head, 0, 9)
        said = common.message(lead, rule, lang)
        if len(work.causes) > 1:
            said = f"{'例如：' if zh else 'For example: '}{said}"
        paragraph(console, Line(said))
        for label, advice in common.work_fixes(work, rules, scan, lang):
            paragraph(console, Line(label, style="green").append(advice, style="default"))
        paragraph(console, Line(_small_print(work, rule.effort, lang), style="dim"))
        _excerpt(lead, scan, console)
    if everything:
        _everything(scan, lang, console)
    _checks(scan, lang, console, everything)
    _summary(scan, lang, console, everything)
    _accepted(scan, lang, console, everything)
    _unseen(scan, lang, console, everything)


def _excerpt(finding: Finding, scan: Scan, console: Console) -> None:
    """The line of the file, where there is one to show."""
    place = next(iter(finding.places), None)
    for text in excerpt(scan.root, place, console.width - 4) if scan.root is not None and place is not None else []:
        console.print(Line("    " + text, style="dim", no_wrap=True))


#: Signs that do not begin a line, and those that do not end one.
_CLOSING = set("，。；：、）】」』》！？”’…,.;:)]}!?%")
_OPENING = set("（【「『《“‘([{")


def paragraph(console: Console, text: Line, indent: int = 4, hanging: int | None = None) -> None:
    """Print text broken at spaces and between Chinese characters, which rich itself takes for one long word.

    Args:
        indent: of the first line in characters; ``hanging`` of the others, the same by default.
    """
    hanging = indent if hanging is None else hanging
    width = max(20, console.width - indent)
    breaks, start, used, last, tied = [], 0, 0, 0, False
    plain = text.plain
    for place, character in enumerate(plain):
        before = plain[place - 1] if place else ""
        wide = cell_len(character) > 1 or (before and cell_len(before) > 1)
        tied = character == verdict.TIED or (tied and character != " " and character not in _CLOSING)
        kept = tied or character in _CLOSING or character == " " or before in _OPENING
        if place > start and (before == " " or wide) and not kept:
            last = place
        used += cell_len(character)
        if used > width and last > start:
            breaks.append(last)
            start, used = last, cell_len(plain[last : place + 1])
            width = max(20, console.width - hanging)
    for number, line in enumerate(text.divide(breaks)):
        line.rstrip()
        console.print(Padding(line, (0, 0, 0, hanging if number else indent), expand=False), overflow="fold")


def _small_print(work: Work, effort: str, lang: Lang) -> str:
    zh = lang == "zh"
    lead = work.lead
    comma = "、" if zh else ", "
    origins = comma.join(lead.origin[:3])
    parts = [comma.join(work.rules[:3]) + (" …" if len(work.rules) > 3 else "")]
    if origins:
        parts.append(f"{'出处' if zh else 'see'} {origins}")
    parts.append(f"{'工作量' if zh else 'effort'} {common.EFFORT[effort].in_(lang)}")
    parts += [common.score_line(work, lang), f"{'依据' if zh else 'why'} {lead.why.in_(lang)}"]
    return " · ".join(parts)


def _head(scan: Scan, lang: Lang, console: Console) -> None:
    zh = lang == "zh"
    colon = "：" if zh else ": "
    console.print(f"[bold]{'健康检查' if zh else 'Health check'}[/bold] {escape(', '.join(scan.targets))}")
    if scan.products:
        names = "、".join(p.in_(lang) for p in scan.products) if zh else ", ".join(p.in_(lang) for p in scan.products)
        versions = ", ".join(scan.versions.values())
        console.print(
            f"{'产品' if zh else 'Product'}{colon}{escape(names)}{' ' + escape(versions) if versions else ''}"
        )
    counts = {p: sum(f.priority == p for f in scan.findings) for p in _STYLE}
    line = Line(f"{'问题' if zh else 'Findings'}{colon}{sum(o.count for o in scan.outcomes)}  ")
    for priority, count in counts.items():
        line.append(f" {priority} {count} ", style=_STYLE[priority] if count else "dim")
    console.print(line)
    edition = common.edition_line(scan, lang)
    if edition:
        console.print(edition)
    accepted = common.accepted_line(scan, lang)
    if accepted:
        console.print(f"{'已豁免，不计入' if zh else 'Accepted, not counted'}{colon}{accepted}")
    statuses = []
    for status, text in common.STATUS.items():
        if scan.count(status):
            statuses.append(f"{text.in_(lang)} {scan.count(status)}")
    console.print(f"{'规则' if zh else 'Rules'}{colon}{('，' if zh else ', ').join(statuses)}")
    console.print(f"{'范围' if zh else 'Coverage'}{colon}{common.facts_line(scan, lang)}")
    for note in scan.notes:
        console.print(f"[yellow]{escape(note.in_(lang))}[/yellow]")


_VERDICT_STYLE = {
    "go": "bold white on green",
    "conditions": "bold black on yellow",
    "undetermined": "bold black on yellow",
    "no-go": "bold white on red",
}
#: How many scans a burn-down shows.
_SCANS = 8


def _verdict(scan: Scan, lang: Lang, console: Console, everything: bool) -> None:
    """May it go live, what decided that, and what became of findings since earlier scans."""
    zh = lang == "zh"
    ready = scan.readiness
    if ready is not None:
        console.print()
        line = Line(f"{'结论' if zh else 'Verdict'} ")
        line.append(f" {verdict.heading(ready, lang)} ", style=_VERDICT_STYLE[ready.verdict])
        console.print(line)
        for said in verdict.failed_gates(ready, lang):
            paragraph(console, Line(said, style="red"), 2)
        paragraph(console, Line(verdict.gates_line(ready, lang), style="dim"), 2)
        judged = f"{'得出结论的规则：' if zh else 'Rules judged: '}{verdict.coverage_line(ready, lang)}"
        paragraph(console, Line(judged), 2)
        for gap in ready.unseen if everything else ready.unseen[:3]:
            count = f"（{len(gap.rules)} 条规则）" if zh else f" ({len(gap.rules)} rules)"
            said = f"{'未检查到：' if zh else 'Not seen: '}{gap.why.in_(lang)}{count if gap.rules else ''}"
            paragraph(console, Line(said, style="dim"), 2)
        if not everything and len(ready.unseen) > 3:
            rest = len(ready.unseen) - 3
            more = f"另有 {rest} 项未检查到（--all 全部列出）" if zh else f"and {rest} more gaps (--all lists them)"
            paragraph(console, Line(more, style="dim"), 2)
    if scan.since is not None:
        console.print()
        for said in verdict.since_lines(scan.since, lang):
            paragraph(console, Line(said), 0)
        for why, number in verdict.not_evaluated(scan.since, lang)[: None if everything else 3]:
            said = f"未评估 {number} 个：{why}" if zh else f"{number} not evaluated: {why}"
            paragraph(console, Line(said, style="dim"), 2)
    points = verdict.scans_so_far(scan) if ready is not None else []
    if points:
        headings, rows = verdict.burn_down(points[-_SCANS:], lang)
        table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
        for place, name in enumerate(headings):
            table.add_column(name, justify="left" if place in (0, len(headings) - 1) else "right", no_wrap=True)
        for row in rows:
            table.add_row(*row)
        console.print(f"\n[bold]{'历次演练' if zh else 'Rehearsals so far'}[/bold]")
        console.print(table)


def _checks(scan: Scan, lang: Lang, console: Console, everything: bool) -> None:
    """What people have to check."""
    ready = scan.readiness
    if ready is None or not any(i.manual for i in ready.items):
        return
    zh = lang == "zh"
    heading = "[bold]人工检查项[/bold]：" if zh else "[bold]Checks for people[/bold]: "
    console.print(f"\n{heading}{verdict.checks_line(ready, lang)}")
    items = [i for i in ready.items if i.manual] if everything else verdict.pending(ready)[:_TOP]
    for item in items:
        line = Line(f"{item.priority} ", style=_STYLE[item.priority])
        line.append(verdict.item_line(item, lang), style="default")
        paragraph(console, line, 2)
    rest = 0 if everything else len(verdict.pending(ready)) - len(items)
    if rest > 0:
        more = (
            f"另有 {rest} 项（healthcheck checklist list）" if zh else f"and {rest} more (healthcheck checklist list)"
        )
        console.print(f"  [dim]{more}[/dim]")


def _priority(outcome: Outcome) -> str:
    """The most urgent priority of a rule; the least where none of its findings was kept in full."""
    return min((f.priority for f in outcome.findings), default="P3")


def _accepted(scan: Scan, lang: Lang, console: Console, everything: bool) -> None:
    """What does not count, and lines of the waiver files that somebody should look at."""
    zh = lang == "zh"
    waived = [o for o in scan.outcomes if o.waived_count]
    remarks = common.waiver_remarks(scan, lang)
    if not waived and not remarks:
        return
    console.print(f"\n[bold]{'已豁免，不计入' if zh else 'Accepted, not counted'}[/bold]")
    for outcome in waived:
        console.print(f"  {outcome.rule.id} [dim]{escape(outcome.rule.text[lang].title)}[/dim] {outcome.waived_count}")
        if not everything:
            continue
        for finding in outcome.waived:
            line = Line("    " + common.thing_name(finding.subject, lang) + " ")
            if finding.waiver:
                line.append(common.acceptance(finding.waiver, lang), style="dim")
            console.print(line)
    for remark in remarks if everything else remarks[:_TOP]:
        console.print(Line("  " + remark, style="yellow"))
    if not everything and len(remarks) > _TOP:
        rest = len(remarks) - _TOP
        console.print(
            f"  另有 {rest} 条豁免需要处理（--all 全部列出）" if zh else f"  and {rest} more waivers (--all lists them)"
        )


def _summary(scan: Scan, lang: Lang, console: Console, everything: bool) -> None:
    failed = [o for o in scan.outcomes if o.status == "failed"]
    if not failed:
        if any(o.ran for o in scan.outcomes):
            console.print(
                f"\n[green]{'已执行的规则没有发现问题。' if lang == 'zh' else 'The rules that ran found nothing.'}[/green]"
            )
        return
    console.print()
    zh = lang == "zh"
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    ordered = sorted(failed, key=lambda o: (_priority(o), -o.count, o.rule.id))
    listed = ordered if everything else ordered[:_SUMMARY]
    # An id is copied into the next command: it is broken only where no room for words would be left.
    whole = max(len(o.rule.id) for o in listed) <= console.width - 36
    table.add_column("规则" if zh else "Rule", overflow="fold", no_wrap=whole)
    table.add_column("内容" if zh else "What", overflow="fold", ratio=1)
    table.add_column("数量" if zh else "Count", justify="right", no_wrap=True)
    for outcome in listed:
        priority = _priority(outcome)
        table.add_row(
            Line(priority, style=_STYLE[priority]),
            outcome.rule.id,
            escape(outcome.rule.text[lang].title),
            str(outcome.count),
        )
    console.print(table)
    rest = 0 if everything else len(ordered) - _SUMMARY
    if rest > 0:
        console.print(
            f"  另有 {rest} 条规则发现问题（--all 全部列出）" if zh else f"  and {rest} more rules (--all lists them)"
        )


def _everything(scan: Scan, lang: Lang, console: Console) -> None:
    rules = common.rules_by_id(scan)
    zh = lang == "zh"
    console.print(f"\n[bold]{'全部问题' if zh else 'All findings'}[/bold]")
    advised: set[str] = set()
    for finding in scan.findings:
        rule = rules[finding.rule]
        line = Line(f"{finding.priority} ", style=_STYLE[finding.priority])
        if finding.state:
            line.append(f"{NAMES[finding.state].in_(lang)} ", style="italic")
        line.append(f"{finding.rule} ", style="dim")
        if finding.system:
            line.append(f"[{finding.system}] ", style="dim")
        line.append(common.message(finding, rule, lang), style="default")
        line.append("  " + ", ".join(finding.origin[:3]), style="dim")
        paragraph(console, line, 0, 3)
        _excerpt(finding, scan, console)
        statements = common.statements(finding, scan)
        if finding.rule not in advised:  # said once; the statements differ from finding to finding
            advised.add(finding.rule)
            advice = Line("修复 " if zh else "Fix ", style="green")
            paragraph(console, advice.append(common.fix(finding, rule, scan, lang), style="default"), 3)
            if "verify" not in statements:
                _statement("复查" if zh else "Verify", common.verify_command(finding.rule), console)
        if "sql" in statements:
            _statement("语句（先审核）" if zh else "Statement (review first)", statements["sql"], console)
        if "verify" in statements:
            _statement("复查（应为 0）" if zh else "Verify (0 when repaired)", statements["verify"], console)


def _statement(label: str, text: str, console: Console) -> None:
    """A line to be copied as a whole: the terminal breaks it, not we."""
    said = Line(f"   {label} ", style="green")
    said.append(text, style="default")
    console.print(said, soft_wrap=True)


def _by_reason(outcomes: list[Outcome], word: str, lang: Lang, console: Console) -> None:
    """Rules that share a reason are told in one breath."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        reason = outcome.reason.in_(lang) if outcome.reason else ""
        reasons.setdefault(reason, []).append(common.rule_name(outcome.rule, lang))
    for reason, rules in sorted(reasons.items(), key=lambda r: -len(r[1])):
        line = Line(f"{word} {reason}{'：' if lang == 'zh' else ': '}")
        line.append(("、" if lang == "zh" else ", ").join(rules), style="dim")
        paragraph(console, line, 2)


def _unseen(scan: Scan, lang: Lang, console: Console, everything: bool) -> None:
    zh = lang == "zh"
    colon = "：" if zh else ": "
    stopped = [o for o in scan.outcomes if o.status in ("broken", "timeout")]
    skipped = [o for o in scan.outcomes if o.status == "skipped"]
    partial = [c for c in scan.coverage.values() if c.state == "partial"]
    if not (stopped or skipped or partial or scan.limits):
        return
    console.print(f"\n[bold]{'未能检查的内容' if zh else 'What could not be checked'}[/bold]")
    for outcome in stopped:
        reason = outcome.reason.in_(lang) if outcome.reason else ""
        line = Line(f"{common.STATUS[outcome.status].in_(lang)} ", style="red")
        line.append(f"{outcome.rule.id}{colon}{reason}", style="default")
        paragraph(console, line, 2)
    for seen in partial:
        reasons = ("；" if zh else "; ").join(r.in_(lang) for r in seen.reasons)
        line = Line(f"{common.STATE['partial'].in_(lang)} ", style="yellow")
        line.append(f"{common.type_name(seen.fact, lang)}{colon}{reasons}", style="default")
        paragraph(console, line, 2)
    if everything:
        _by_reason(skipped, common.STATUS["skipped"].in_(lang), lang, console)
        partly = [o for o in scan.outcomes if o.ran and o.reason]
        _by_reason(partly, "部分判定" if zh else "in part", lang, console)
    elif skipped:
        families = [verdict.family_name(family, lang) for family in sorted({o.rule.family for o in skipped})]
        hint = "（--all 查看原因）" if zh else " (--all tells why)"
        label = f"{len(skipped)} 条规则未执行" if zh else f"{len(skipped)} rules skipped for want of facts"
        paragraph(console, Line(f"{label}{colon}{('、' if zh else ', ').join(families)}{hint}"), 2)
    for limit in scan.limits:
        paragraph(console, Line(limit.in_(lang), style="dim"), 2)
