"""``healthcheck waive``: add, audit and prune waivers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.waive import Entry, Use

_FILE = click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default=Path("waivers.toml"), required=False
)
_REPORT = click.option(
    "--report",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A JSON report, to tell which waivers match nothing any more. 用 JSON 报告核对哪些豁免已无对应问题。",
)


@click.group()
def waive() -> None:
    """Accept findings: dated, owned, with a reason. 登记、审查和清理豁免。"""


@waive.command()
@click.option("--rule", default="", metavar="ID", help="Rule id. 规则编号。")
@click.option("--fingerprint", default="", metavar="ID", help="One finding, as reports show it. 问题编号，见报告。")
@click.option(
    "--object",
    "object_",
    default="",
    metavar="NAME",
    help="What it is about; * stands for anything. 问题对象，* 表示任意。",
)
@click.option("--kind", default="accepted-risk", show_default=True, metavar="KIND", help="accepted-risk, false-positive, not-applicable, deferred. 类型：accepted-risk 接受风险，false-positive 误报，not-applicable 不适用，deferred 暂缓。")  # fmt: skip
@click.option("--reason", required=True, metavar="TEXT", help="Why. 原因。")
@click.option("--owner", required=True, metavar="NAME", help="Who answers for it. 责任人。")
@click.option("--approver", default="", metavar="NAME", help="Who agreed. 批准人。")
@click.option("--until", metavar="DAY", help="Last day it holds, 2026-12-31. 有效期至（含当日）。")
@click.option("--ticket", default="", metavar="ID", help="Where it is discussed. 工单号。")
@click.option(
    "--timezone", metavar="NAME", help="Time zone of the day, such as Asia/Shanghai. 到期日所用时区，如 Asia/Shanghai。"
)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("waivers.toml"),
    show_default=True,
    metavar="FILE",
    help="Where it is written. 写入的文件。",
)
@options.lang_option
def add(file: Path, object_: str, until: str | None, timezone: str | None, lang: Lang, **said: str) -> int:
    """Add a waiver to FILE; comments and order of the file stay.

    向豁免文件追加一条豁免，原有注释和顺序不变。
    """
    from healthcheck.rule import builtin_rules, load_pack
    from healthcheck.waive import add_waiver, entry_of

    values: dict[str, Any] = {**said, "object": object_}
    if until:
        values["until"] = until
    zone = timezone or _zone_of(file)
    if zone:
        values["timezone"] = zone
    entry = entry_of({k: v for k, v in values.items() if v}, str(file))
    if entry.rule and entry.rule not in load_pack(builtin_rules()).rules:
        said_so = (
            f"规则 {entry.rule} 不在内置规则中，请确认编号。"
            if lang == "zh"
            else f"{entry.rule} is no built-in rule: is the id right?"
        )
        click.echo(said_so, err=True)
    add_waiver(file, entry)
    click.echo(f"{file}：已登记豁免 {entry.names}" if lang == "zh" else f"{file}: waived {entry.names}")
    return PASSED


def _zone_of(file: Path) -> str | None:
    """The time zone that an existing file states."""
    import tomli

    if not file.exists():
        return None
    try:
        return str(tomli.loads(file.read_text("utf-8-sig")).get("timezone", "")) or None
    except (OSError, ValueError):
        return None  # told when the file is read in earnest


@waive.command()
@_FILE
@_REPORT
@click.option(
    "--soon",
    type=click.IntRange(0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Tell what ends within. 提前几天提示到期。",
)
@options.lang_option
def audit(file: Path, report: Path | None, soon: int, lang: Lang) -> int:
    """Say what an auditor would ask about the waivers of FILE.

    Exits 1 when a waiver has expired, names no rule, or matches nothing any more.

    审查豁免：过期、即将到期、规则不存在、无对应问题、范围过宽、无批准人等。有豁免过期、规则不存在或
    已无对应问题时退出码为 1。
    """
    from rich.console import Console
    from rich.text import Text as Line

    from healthcheck.waive import KIND_TEXT, USE_TEXT, read_waivers, remarks

    zh = lang == "zh"
    now = datetime.now(UTC)
    entries = read_waivers(file)
    uses = _uses(entries, report, now)
    noted: dict[int, list[str]] = {id(e): [] for e in entries}
    for entry, remark in remarks(entries, now, soon):
        noted[id(entry)].append(remark.in_(lang))
    bad = ("expired", "unknown", "unused")
    for use in uses:
        if use.state in bad:
            noted[id(use.entry)].insert(0, USE_TEXT[use.state].in_(lang))
        if use.state != "expired" and use.entry.expired(now):  # of a rule that does not exist
            noted[id(use.entry)].insert(0, USE_TEXT["expired"].in_(lang))
    console = Console(highlight=False)
    for use in uses:
        entry = use.entry
        until = f"{entry.until} {entry.timezone}" if entry.until else ("长期" if zh else "for good")
        parts = (entry.names, KIND_TEXT[entry.kind].in_(lang), entry.owner, until)
        console.print(Line(f"{entry.source} ", style="dim").append(" · ".join(parts), style="default"))
        for said in noted[id(entry)]:
            console.print(Line(f"  {said}", style="yellow"))
    wrong = sum(use.state in bad for use in uses)
    console.print(
        f"共 {len(entries)} 条豁免，{wrong} 条需要处理。"
        if zh
        else f"{len(entries)} {'waiver' if len(entries) == 1 else 'waivers'}, {wrong} to look at."
    )
    return FAILED if wrong else PASSED


@waive.command()
@_FILE
@_REPORT
@click.option("--yes", is_flag=True, help="Do it; otherwise only say what would go. 确认执行，否则只列出。")
@options.lang_option
def prune(file: Path, report: Path | None, yes: bool, lang: Lang) -> int:
    """Take expired waivers out of FILE, and with --report those that match nothing any more.

    从豁免文件中清理过期的豁免；给出 --report 时一并清理已无对应问题的豁免。
    """
    from healthcheck.waive import USE_TEXT, prune, read_waivers

    entries = read_waivers(file)
    now = datetime.now(UTC)
    uses = _uses(entries, report, now)
    gone = [n for n, use in enumerate(uses) if use.entry.expired(now) or (report and use.state == "unused")]
    for number in gone:
        use = uses[number]
        why = USE_TEXT["expired" if use.entry.expired(now) else use.state].in_(lang)
        click.echo(f"{use.entry.source} {use.entry.names}{'：' if lang == 'zh' else ': '}{why}")
    if yes and gone:
        prune(file, gone)
    if lang == "zh":
        click.echo(f"{'已清理' if yes else '可清理'} {len(gone)} 条。" + ("" if yes or not gone else "加 --yes 执行。"))
    else:
        click.echo(
            f"{len(gone)} {'removed' if yes else 'to remove'}." + ("" if yes or not gone else " Add --yes to do it.")
        )
    return PASSED


def _uses(entries: list[Entry], report: Path | None, now: datetime) -> list[Use]:
    """What becomes of waivers: on the findings of a report, else as far as the day tells."""
    import json

    from healthcheck.rule import builtin_rules, load_pack
    from healthcheck.waive import Use, uses_in_report

    if report is None:
        return [Use(entry, "expired" if entry.expired(now) else "used") for entry in entries]
    try:
        tree = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{report}: this is not JSON: {error}.", f"{report}：不是合法的 JSON：{error}。") from None
    if not isinstance(tree, dict):
        tree = {}
    return uses_in_report(entries, tree, now, load_pack(builtin_rules()).rules)
