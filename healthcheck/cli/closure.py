"""``healthcheck closure``: the work on findings between scans."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.checklist import read_day
from healthcheck.cli.keeping import history_option, system_option
from healthcheck.errors import PASSED
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.closure import Figures, Line
    from healthcheck.history import Issue

_BY = click.option("--by", required=True, metavar="NAME", help="Who says so. 登记人。")
_NOTE = click.option("--note", default="", metavar="TEXT", help="What was done. 说明。")


@click.group()
def closure() -> None:
    """Who repairs what until when, and how well that goes. 整改跟踪：责任人、期限、修复、闭环率。"""


@closure.command("list")
@history_option
@system_option
@click.option(
    "--status",
    type=click.Choice(["open", "overdue", "waived", "fixed", "all"]),
    default="open",
    show_default=True,
    help="Which findings. 列哪些问题。",
)
@click.option("--owner", metavar="NAME", help="Only those of one person. 只列某责任人的。")
@click.option(
    "--top",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    metavar="N",
    help="How many to show, the most urgent first; 0 for all. 显示几条，0 为全部。",
)
@options.format_option("console", "json")
@options.lang_option
def list_(
    history: str | None, system: str | None, status: str, owner: str | None, top: int, form: str, lang: Lang
) -> int:
    """List findings with owner, due date and how far the work is. 列出问题及其责任人、期限和进度。"""
    from healthcheck.history import open_history
    from healthcheck.history.saving import now_utc

    with open_history(history) as opened:
        own = opened.only_system(system)
        wanted = None if status == "all" else ("open",) if status == "overdue" else (status,)
        issues = opened.issues(own.name, wanted)
    now = now_utc()
    issues = [i for i in issues if (status != "overdue" or i.overdue(now)) and (owner is None or i.owner == owner)]
    if form == "json":
        click.echo(json.dumps([_document(i, now, lang) for i in issues], ensure_ascii=False, indent=1))
        return PASSED
    shown = issues[: top or None]
    for issue in shown:
        click.echo(_line(issue, now, lang))
    said = f"{len(issues)} 个问题" if lang == "zh" else f"{len(issues)} {'finding' if len(issues) == 1 else 'findings'}"
    if len(shown) < len(issues):
        said += (
            f"，以上是最紧急的 {len(shown)} 个（--top 0 全部列出）"
            if lang == "zh"
            else f"; these are the {len(shown)} most urgent (--top 0 lists all)"
        )
    click.echo(f"\n{said}")
    return PASSED


def _line(issue: Issue, now: datetime, lang: Lang) -> str:
    from healthcheck.closure import STEPS

    zh = lang == "zh"
    parts = [
        issue.fingerprint[:8],
        issue.priority,
        STEPS[issue.step].in_(lang),
        f"{issue.name}{'：' if zh else ': '}{issue.title.in_(lang)}",
    ]
    if issue.owner:
        parts.append(f"{'责任人' if zh else 'owner'} {issue.owner}")
    if issue.due_at is not None and issue.status == "open":
        late = ("（已超期）" if zh else " OVERDUE") if issue.overdue(now) else ""
        parts.append(f"{'期限' if zh else 'due'} {issue.due_at:%Y-%m-%d %H:%M} UTC{late}")
    if issue.reopened:
        parts.append(f"复发 {issue.reopened} 次" if zh else f"came back {issue.reopened} ×")
    return " · ".join(parts)


def _document(issue: Issue, now: datetime, lang: Lang) -> dict[str, Any]:
    def instant(at: datetime | None) -> str | None:
        return at.isoformat(timespec="seconds") + "Z" if at else None

    return {
        "fingerprint": issue.fingerprint,
        "rule": issue.rule,
        "title": issue.title.in_(lang),
        "name": issue.name,
        "priority": issue.priority,
        "step": issue.step,
        "owner": issue.owner,
        "due_at": instant(issue.due_at),
        "overdue": issue.overdue(now),
        "first_seen_at": instant(issue.first_seen_at),
        "last_seen_at": instant(issue.last_seen_at),
        "acknowledged_at": instant(issue.acknowledged_at),
        "claimed_at": instant(issue.claimed_at),
        "fixed_at": instant(issue.fixed_at),
        "reopened": issue.reopened,
    }


@closure.command()
@click.argument("fingerprints", nargs=-1, required=True, metavar="FINGERPRINT...")
@click.option("--owner", metavar="NAME", help="Who repairs it. 责任人。")
@click.option(
    "--due",
    metavar="DATE",
    help="Until the end of this day (UTC), as 2026-12-31. 期限，到该日结束（UTC），如 2026-12-31。",
)
@click.option("--by", default="", metavar="NAME", help="Who says so. 登记人。")
@_NOTE
@history_option
@system_option
@options.lang_option
def assign(
    fingerprints: tuple[str, ...],
    owner: str | None,
    due: str | None,
    by: str,
    note: str,
    history: str | None,
    system: str | None,
    lang: Lang,
) -> int:
    """Say who repairs findings, or until when; the beginning of a FINGERPRINT will do. 指定责任人或期限，FINGERPRINT 只写开头几位即可。"""
    from healthcheck.errors import UsageError

    if owner is None and due is None:
        raise UsageError("Say --owner or --due.", "请给出 --owner 或 --due。")
    until = None
    if due is not None:
        day = read_day(due)
        until = datetime(day.year, day.month, day.day) + timedelta(days=1) - timedelta(seconds=1)
    return _each(
        fingerprints, history, system, lang, lambda h, name, mark: h.assign(name, mark, owner, until, by, note)
    )


@closure.command()
@click.argument("fingerprints", nargs=-1, required=True, metavar="FINGERPRINT...")
@_BY
@_NOTE
@history_option
@system_option
@options.lang_option
def ack(fingerprints: tuple[str, ...], by: str, note: str, history: str | None, system: str | None, lang: Lang) -> int:
    """Say that somebody takes care of findings. 确认受理问题。"""
    return _each(fingerprints, history, system, lang, lambda h, name, mark: h.acknowledge(name, mark, by, note))


@closure.command()
@click.argument("fingerprints", nargs=-1, required=True, metavar="FINGERPRINT...")
@_BY
@_NOTE
@history_option
@system_option
@options.lang_option
def fixed(
    fingerprints: tuple[str, ...], by: str, note: str, history: str | None, system: str | None, lang: Lang
) -> int:
    """Say that findings are repaired; the next saved scan verifies it. 登记已修复，由下一次扫描验证。"""
    return _each(fingerprints, history, system, lang, lambda h, name, mark: h.claim_fixed(name, mark, by, note))


def _each(fingerprints: tuple[str, ...], history: str | None, system: str | None, lang: Lang, work: Any) -> int:
    from healthcheck.history import open_history
    from healthcheck.history.saving import now_utc

    with open_history(history) as opened:
        own = opened.only_system(system).name
        for mark in [opened.issue(own, f).fingerprint for f in fingerprints]:  # all are known before any is changed
            click.echo(_line(work(opened, own, mark), now_utc(), lang))
    return PASSED


@closure.command()
@click.argument("fingerprint", metavar="FINGERPRINT")
@history_option
@system_option
@options.lang_option
def show(fingerprint: str, history: str | None, system: str | None, lang: Lang) -> int:
    """Show what happened to one finding. 查看一个问题的来龙去脉。"""
    from healthcheck.closure import EVENTS
    from healthcheck.history import open_history
    from healthcheck.history.saving import now_utc

    zh = lang == "zh"
    with open_history(history) as opened:
        own = opened.only_system(system).name
        issue = opened.issue(own, fingerprint)
        events = opened.events(own, issue.fingerprint)
    click.echo(_line(issue, now_utc(), lang))
    click.echo(f"  {issue.first_seen_at:%Y-%m-%d %H:%M} {'首次发现' if zh else 'first found'}")
    for event in events:
        parts = [EVENTS[event.kind].in_(lang)]
        if owner := event.data.get("owner"):
            parts.append(f"{'责任人' if zh else 'owner'} {owner}")
        if due := event.data.get("due"):
            parts.append(f"{'期限' if zh else 'due'} {str(due)[:16].replace('T', ' ')} UTC")
        click.echo(f"  {event.at:%Y-%m-%d %H:%M} " + " · ".join([*parts, *(x for x in (event.by, event.note) if x)]))
    return PASSED


@closure.command()
@click.argument("day", metavar="DATE")
@history_option
@system_option
@options.lang_option
def golive(day: str, history: str | None, system: str | None, lang: Lang) -> int:
    """Say on which DATE the system goes live: what comes back within three months is counted apart. 登记上线日期 DATE，上线后三个月内复发的问题单独统计。"""
    from healthcheck.history import open_history

    with open_history(history, create=system is not None) as opened:
        name = system or opened.only_system(None).name
        saved = opened.set_go_live(name, read_day(day))
    click.echo(f"{saved.name}: {'上线日期' if lang == 'zh' else 'goes live on'} {saved.go_live}")
    return PASSED


@closure.command()
@history_option
@system_option
@options.format_option("console", "json", "markdown")
@options.lang_option
def figures(history: str | None, system: str | None, form: str, lang: Lang) -> int:
    """Show closure rate, time to close, what is overdue and what came back. 闭环率、关闭时长、超期与复发。"""
    from healthcheck.closure import document
    from healthcheck.closure import figures as figures_of
    from healthcheck.history import open_history

    with open_history(history) as opened:
        found = figures_of(opened, opened.only_system(system).name)
    if form == "json":
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=1))
        return PASSED
    headings, rows = _table(found, lang)
    if form == "markdown":
        from healthcheck.report.markdown import escape

        click.echo("| " + " | ".join(headings) + " |\n|" + "---|" * len(headings))
        for row in rows:
            click.echo("| " + " | ".join(escape(c) for c in row) + " |")
        click.echo("")
    else:
        from rich.console import Console
        from rich.markup import escape as marked
        from rich.table import Table

        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, width=120)
        table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
        for number, name in enumerate(headings):
            table.add_column(name, justify="right" if number else "left", no_wrap=True)
        for row in rows:
            table.add_row(*(marked(c) for c in row))
        console.print(table)
    for line in _remarks(found, lang):
        click.echo(line)
    return PASSED


def _table(found: Figures, lang: Lang) -> tuple[list[str], list[list[str]]]:
    zh = lang == "zh"
    headings = (
        ["", "发现", "未关闭", "超期", "处理中", "待验证", "已验证", "闭环率", "按期率", "复发率", "关闭时长（中位）", "（九成内）"]
        if zh
        else ["", "found", "open", "overdue", "in progress", "to verify", "verified", "closed", "in time", "came back",
              "median time", "nine in ten"]
    )  # fmt: skip
    rows = [_row("合计" if zh else "all", found.total, lang)]
    rows += [_row(priority, line, lang) for priority, line in found.by_priority.items() if line.found]
    nobody = "（未指派）" if zh else "(nobody)"
    rows += [_row(owner or nobody, line, lang) for owner, line in found.by_owner.items() if set(found.by_owner) != {""}]
    return headings, rows


def _row(name: str, line: Line, lang: Lang) -> list[str]:
    from healthcheck.closure import duration

    def percent(value: float | None) -> str:
        return "—" if value is None else f"{value:.0%}"

    counts = (line.found, line.open, line.overdue, line.acknowledged, line.claimed, line.verified)
    return [
        name,
        *(str(c) for c in counts),
        percent(line.closure_rate),
        percent(line.in_time_rate),
        percent(line.recurrence_rate),
        duration(line.median_hours, lang),
        duration(line.slowest_tenth_hours, lang),
    ]


def _remarks(found: Figures, lang: Lang) -> list[str]:
    zh = lang == "zh"
    lines = []
    if found.recurred is not None:
        lines.append(
            f"上线（{found.go_live}）后三个月内（至 {found.recurrence_until}）复发的问题：{found.recurred}"
            if zh
            else f"Came back within three months of go-live ({found.go_live} to {found.recurrence_until}): {found.recurred}"
        )
    lines.append(
        f"已豁免 {found.waived}，因规则修改不再跟踪 {found.dropped}，登记修复但扫描仍发现 {found.refuted} 次"
        if zh
        else f"Waived: {found.waived}. Rule changed: {found.dropped}. Said to be repaired and found again: {found.refuted}."
    )
    return lines
