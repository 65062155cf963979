"""``healthcheck workbook``: the list of findings comes back."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.takein import Plan
    from healthcheck.workbook import Change


@click.group()
def workbook() -> None:
    """The list of findings as people filled it in. 填好的问题清单。"""


@workbook.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--waivers",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("waivers.toml"),
    show_default=True,
    metavar="FILE",
    help="Where waivers go (.toml). 豁免写入的文件（.toml）。",
)
@click.option(
    "--history",
    metavar="URL",
    help="Where owners, deadlines and manual results go. 登记责任人、期限和人工检查结果的历史库。",
)
@click.option("--system", metavar="NAME", help="System in the history. 历史库中的系统名。")
@click.option("--by", metavar="NAME", help="Who answers for it; you by default. 操作人，默认为当前用户。")
@click.option("--yes", is_flag=True, help="Do it; otherwise only say what would change. 确认执行，否则只列出。")
@click.option("--overwrite", is_flag=True, help="The workbook wins where both changed. 冲突时以工作簿为准。")
@options.lang_option
def import_(
    file: Path,
    waivers: Path,
    history: str | None,
    system: str | None,
    by: str | None,
    yes: bool,
    overwrite: bool,
    lang: Lang,
) -> int:
    """Take what was filled into FILE: owners, deadlines, status, waivers, results of manual checks.

    Without --yes nothing is written. What was changed elsewhere too is shown and left alone.

    Exits 1 when there are conflicts, or rows that cannot be used.

    导入填好的问题清单：责任人、期限、状态、豁免、人工检查结果。不加 --yes 不写入。冲突只列出，不覆盖；有冲突或
    不能采用的行时退出码为 1。
    """
    from healthcheck.takein import carry_out, plan
    from healthcheck.workbook import read_workbook

    book = read_workbook(file)
    name = ""
    with ExitStack() as stack:
        opened = None
        if history or system or os.environ.get("HEALTHCHECK_HISTORY"):
            from healthcheck.history import open_history

            opened = stack.enter_context(open_history(history))
            name = opened.only_system(system).name
        made = plan(book, opened, name, waivers, overwrite)
        _tell(made, lang)
        done = carry_out(made, opened, name, waivers, by or getpass.getuser()) if yes else 0
    zh = lang == "zh"
    for problem in made.problems:
        click.echo(("无法采用：" if zh else "cannot be used: ") + problem.in_(lang))
    if yes:
        click.echo(f"已导入 {done} 行。" if zh else f"{done} rows taken over.")
    elif made.changes:
        click.echo("以上尚未写入，加 --yes 执行。" if zh else "Nothing is written yet: add --yes.")
    return FAILED if made.conflicts or made.problems else PASSED


def _tell(made: Plan, lang: Lang) -> None:
    """What changed, what clashes, and what has no place to go."""
    zh = lang == "zh"
    for change in made.changes:
        click.echo(
            f"{_where(change, lang)}: {_word(change, change.before, lang)} → {_word(change, change.after, lang)}"
        )
    for conflict in made.conflicts:
        change = conflict.change
        before, after, now = (_word(change, v, lang) for v in (change.before, change.after, conflict.current))
        said = (
            f"冲突：导出时 {before}，工作簿 {after}，现有 {now}"
            if zh
            else f"CONFLICT: was {before}, workbook {after}, on record {now}"
        )
        click.echo(f"{_where(change, lang)}: {said}")
    if made.homeless:
        click.echo(
            f"{len(made.homeless)} 处责任人、期限、状态或人工检查结果未导入：请给出 --history 和 --system。"
            if zh
            else f"{len(made.homeless)} owners, deadlines or results have no place to go: give --history and --system."
        )
    if not (made.changes or made.conflicts or made.homeless):
        click.echo("没有变更。" if zh else "Nothing has changed.")


def _where(change: Change, lang: Lang) -> str:
    from healthcheck.workbook import CHECKING, EDITABLE

    heading = {**EDITABLE, **CHECKING}[change.field].in_(lang)
    return f"{change.place} {change.key} {heading}"


def _word(change: Change, value: Any, lang: Lang) -> str:
    from healthcheck.workbook import WORDS

    if not value:
        return "（空）" if lang == "zh" else "(empty)"
    said = WORDS.get(change.field, {}).get(value)
    return said.in_(lang) if said else str(value)
