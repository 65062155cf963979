"""``healthcheck diff``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.keeping import history_option, industry_option, system_option
from healthcheck.errors import FAILED, PASSED
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.difference import Difference, Entry
    from healthcheck.history import History
    from healthcheck.rule import Pack, Rule
    from healthcheck.scan import Scan

_STYLE = {"P0": "bold white on red", "P1": "bold red", "P2": "yellow", "P3": "cyan"}
#: What people want to see first; what merely persists is counted.
_LISTED = ("new", "worse", "waiver-expired", "fixed", "better", "not-evaluated")
#: How many findings of a state are listed without --all.
_SHORT = 20


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@history_option
@system_option
@options.choosing
@click.option("--profile", metavar="NAME", help="Profile that snapshots are judged with. 判定快照所用的方案。")
@industry_option
@options.format_option("console", "json", "markdown")
@click.option("--all", "everything", is_flag=True, help="List every finding. 全部列出。")
@click.option("--exit-code", is_flag=True, help="Exit 1 when something is new or worse. 有新增或加重时返回 1。")
@options.lang_option
def diff(
    before: str,
    after: str,
    history: str | None,
    system: str | None,
    packs: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str | None,
    industry: str | None,
    form: str,
    everything: bool,
    exit_code: bool,
    lang: Lang,
) -> int:
    """Show what became of A's findings in B: new, worse, better, fixed, not evaluated; and why the score moved.

    A and B are saved scans (their number in healthcheck trend, latest, previous), snapshots, which are judged now with
    the same rules, or JSON reports.

    对比两次扫描：新增、加重、减轻、已修复、未评估，以及得分变化的原因。A、B 可以是历史记录中的扫描（编号、latest、
    previous）、快照或 JSON 报告。
    """
    from healthcheck import difference

    judge = _Judge(packs, select, ignore, profile, industry)
    with ExitStack() as stack:
        opened: list[History] = []

        def open_once() -> History:
            from healthcheck.history import open_history

            if not opened:
                opened.append(stack.enter_context(open_history(history)))
            return opened[0]

        found = difference.compare(
            difference.read_side(before, open_once, system, judge),
            difference.read_side(after, open_once, system, judge),
        )
    if form == "json":
        click.echo(json.dumps(document(found, lang), ensure_ascii=False, indent=1))
    elif form == "markdown":
        click.echo(markdown(found, lang, everything))
    else:
        _print(found, lang, everything)
    bad = found.counts["new"] + found.counts["worse"] + found.counts["waiver-expired"]
    return FAILED if exit_code and bad else PASSED


class _Judge:
    """Judges snapshots, all with the same rules."""

    def __init__(
        self,
        packs: tuple[Path, ...],
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        profile: str | None,
        industry: str | None,
    ) -> None:
        self.asked = (packs, select, ignore)
        self.profile = profile or ("periodic" if industry else None)
        self.industry = industry
        self.ready: tuple[Pack, dict[str, Rule], dict[str, float]] | None = None

    def __call__(self, path: Path) -> Scan:
        from healthcheck.scan import judge

        if self.ready is None:
            pack, rules = options.read_rules(*self.asked)
            weights: dict[str, float] = {}
            if self.profile:
                from healthcheck.profile import load

                chosen = load(self.profile, self.industry)
                rules, weights = chosen.choose(rules, pack.rules), dict(chosen.profile.weights)
            self.ready = (pack, rules, weights)
        pack, rules, weights = self.ready
        return judge(path, pack, rules, weights=weights, draw=False)


def _by_state(found: Difference, everything: bool) -> list[tuple[Any, list[Entry], int]]:
    """State, the entries that are shown, and how many are not."""
    groups = []
    for state in _LISTED:
        entries = [e for e in found.entries if e.standing.state == state]
        shown = entries if everything else entries[:_SHORT]
        if entries:
            groups.append((state, shown, len(entries) - len(shown)))
    return groups


def _heading(found: Difference, lang: Lang) -> list[str]:
    from healthcheck.report.verdict import change_line
    from healthcheck.states import NAMES, STATES

    zh = lang == "zh"
    sides = [f"{s.label}{f' ({s.at:%Y-%m-%d %H:%M})' if s.at else ''}" for s in (found.before, found.after)]
    counted = [f"{NAMES[s].in_(lang)} {found.counts[s]}" for s in STATES if found.counts[s]]
    lines = [" → ".join(sides), ("，" if zh else ", ").join(counted) or ("没有问题" if zh else "nothing found")]
    moved = change_line(found.change, lang)
    return [*lines, moved] if moved else lines


def _print(found: Difference, lang: Lang, everything: bool) -> None:
    from rich.console import Console
    from rich.text import Text as Line

    from healthcheck.report.console import paragraph
    from healthcheck.states import NAMES

    console = Console(highlight=False)
    if found.warning:
        paragraph(console, Line(found.warning.in_(lang), style="yellow"), 0)
    for said in _heading(found, lang):
        paragraph(console, Line(said, style="bold"), 0)
    zh = lang == "zh"
    for state, entries, rest in _by_state(found, everything):
        console.print(Line(f"\n{NAMES[state].in_(lang)} ({len(entries) + rest})", style="bold"))
        for entry in entries:
            seen = entry.standing.seen
            line = Line(f"{seen.priority} ", style=_STYLE[seen.priority])
            line.append(f"{seen.rule} ", style="dim")
            line.append(entry.words.message(lang), style="default")
            if entry.standing.reason:
                line.append(f"  ({entry.standing.reason.in_(lang)})", style="dim")
            paragraph(console, line, 2, 5)
        if rest:
            console.print(f"  {f'另有 {rest} 个（--all 全部列出）' if zh else f'and {rest} more (--all lists them)'}")


def markdown(found: Difference, lang: Lang, everything: bool = False) -> str:
    """The difference as Markdown."""
    from healthcheck.report.markdown import escape
    from healthcheck.states import NAMES

    head, *rest_lines = _heading(found, lang)
    lines = [f"# {escape(head)}", ""]
    if found.warning:
        lines += [f"**{escape(found.warning.in_(lang))}**", ""]
    lines += [f"- {escape(line)}" for line in rest_lines]
    for state, entries, rest in _by_state(found, everything):
        lines += ["", f"## {NAMES[state].in_(lang)} ({len(entries) + rest})", ""]
        for entry in entries:
            seen = entry.standing.seen
            why = f" ({escape(entry.standing.reason.in_(lang))})" if entry.standing.reason else ""
            lines.append(f"- {seen.priority} `{seen.rule}` {escape(entry.words.message(lang))}{why}")
        if rest:
            lines.append(f"- {f'另有 {rest} 个' if lang == 'zh' else f'and {rest} more'}")
    return "\n".join(lines)


def document(found: Difference, lang: Lang) -> dict[str, Any]:
    """The difference as plain values."""
    moved = found.change
    return {
        "before": {"name": found.before.label, "collected_at": _instant(found.before.at)},
        "after": {"name": found.after.label, "collected_at": _instant(found.after.at)},
        "warning": found.warning.in_(lang) if found.warning else None,
        "states": found.counts,
        "score": None
        if moved is None
        else {
            "before": float(moved.before),
            "after": float(moved.after),
            "change": float(moved.total),
            "parts": {part: float(value) for part, value in moved.parts.items()},
        },
        "findings": [
            {
                "fingerprint": e.standing.seen.fingerprint,
                "state": e.standing.state,
                "rule": e.standing.seen.rule,
                "priority": e.standing.seen.priority,
                "score": e.standing.seen.score,
                "name": e.words.name,
                "title": e.words.title.in_(lang),
                "message": e.words.message(lang),
                "reason": e.standing.reason.in_(lang) if e.standing.reason else None,
            }
            for e in found.entries
        ],
    }


def _instant(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") + "Z" if at else None
