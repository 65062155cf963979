"""``healthcheck trend``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.keeping import history_option, system_option
from healthcheck.errors import PASSED
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.history import SavedScan
    from healthcheck.states import State


@click.command()
@click.argument("name", required=False, metavar="[SYSTEM]")
@history_option
@system_option
@click.option(
    "--last", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="So many scans. 最近几次。"
)
@options.format_option("console", "json", "markdown")
@options.lang_option
def trend(name: str | None, history: str | None, system: str | None, last: int, form: str, lang: Lang) -> int:
    """Show how a system's findings burn down from scan to scan, by priority, and why its score moves.

    Without SYSTEM (or --system) and with several systems in the history, one line per system.

    查看系统历次扫描的问题消减（按级别）和得分变化原因。历史记录里有多个系统且未指定时，每个系统列一行。
    """
    from healthcheck.history import open_history

    system = name or system
    with open_history(history) as opened:
        systems = opened.systems()
        if system is None and len(systems) > 1:
            newest = [s for one in systems if (s := opened.latest(one.name))]
            if form == "json":
                click.echo(json.dumps([_document(s) for s in newest], ensure_ascii=False, indent=1))
            else:
                _table([s.system for s in newest], newest, form, lang, compare=False)
            return PASSED
        own = opened.only_system(system)
        scans = opened.scans(own.name, last)
    if form == "json":
        click.echo(json.dumps([_document(s) for s in scans], ensure_ascii=False, indent=1))
        return PASSED
    title = f"{own.name}" + (f" · {'上线' if lang == 'zh' else 'go-live'} {own.go_live}" if own.go_live else "")
    click.echo(f"# {title}\n" if form == "markdown" else title)
    _table([str(s.id) for s in scans], scans, form, lang)
    _changes(scans, form, lang)
    return PASSED


def _table(names: list[str], scans: list[SavedScan], form: str, lang: Lang, compare: bool = True) -> None:
    from healthcheck.report.verdict import burn_down
    from healthcheck.states import NAMES

    points = [s.point for s in scans]
    headings, rows = burn_down(points, lang)
    if not compare:  # of different systems
        rows = [burn_down([p], lang)[1][0] for p in points]
    shown: tuple[State, ...] = ("new", "fixed", "reopened", "waived", "not-evaluated")
    headings = ["#" if compare else ("系统" if lang == "zh" else "System"), *headings]
    headings += [NAMES[state].in_(lang) for state in shown]
    cells = [
        [name, *row, *(str(scan.states[state]) for state in shown)]
        for name, row, scan in zip(names, rows, scans, strict=True)
    ]
    if form == "markdown":
        from healthcheck.report.markdown import escape

        click.echo("| " + " | ".join(headings) + " |\n|" + "---|" * len(headings))
        for row in cells:
            click.echo("| " + " | ".join(escape(c) for c in row) + " |")
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
    for number, name in enumerate(headings):
        table.add_column(name, justify="left" if number in (0, 1, 7) else "right", no_wrap=True)
    for row in cells:
        table.add_row(*row)
    console.print(table, markup=False)


def _changes(scans: list[SavedScan], form: str, lang: Lang) -> None:
    from healthcheck.report.verdict import change_line

    lines = [(s.id, change_line(s.change, lang)) for s in scans if s.change is not None and s.change.total]
    if lines:
        click.echo("")
    for scan_id, line in lines:
        click.echo(f"{'- ' if form == 'markdown' else ''}#{scan_id} {line}")


def _document(scan: SavedScan) -> dict[str, Any]:
    moved = scan.change
    return {
        "id": scan.id,
        "system": scan.system,
        "collected_at": scan.collected_at.isoformat(timespec="seconds") + "Z",
        "saved_at": scan.saved_at.isoformat(timespec="seconds") + "Z",
        "profile": scan.profile,
        "industry": scan.industry,
        "score": None if scan.score is None else float(scan.score),
        "verdict": scan.verdict or None,
        "findings": scan.counted,
        "priorities": scan.priorities,
        "states": scan.states,
        "rules": scan.statuses,
        "change": None if moved is None else {part: float(value) for part, value in moved.parts.items()},
    }
