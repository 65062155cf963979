"""``healthcheck checklist list | record | export | import``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.keeping import history_option, industry_option, system_option
from healthcheck.errors import FAILED, PASSED, UsageError
from healthcheck.language import Lang, Text

if TYPE_CHECKING:
    from healthcheck.checklist import Check
    from healthcheck.history import Record


@click.group()
def checklist() -> None:
    """Checks that only a person can do. 人工检查项。"""


def _state(history: str | None, system: str | None) -> tuple[dict[str, Record], date | None]:
    """What was recorded for a system, and its go-live; nothing where there is no history yet."""
    from healthcheck.history import open_history

    if system is None and history is None:
        return {}, None
    with open_history(history) as opened:
        own = opened.only_system(system)
        return opened.checks(own.name), own.go_live


@checklist.command("list")
@industry_option
@history_option
@system_option
@click.option("--open", "only_open", is_flag=True, help="Only what has no result or failed. 只列没有结果或未通过的。")
@options.format_option("console", "json")
@options.lang_option
def list_(industry: str | None, history: str | None, system: str | None, only_open: bool, form: str, lang: Lang) -> int:
    """List the manual checks of an industry; with --system also what was recorded.

    列出某行业的人工检查项；加 --system 显示已登记的结果。
    """
    from healthcheck.checklist import AREAS, ROLES, checks_for
    from healthcheck.checksheet import RESULTS

    records, go_live = _state(history, system)
    checks = checks_for(industry)
    if only_open:
        checks = [c for c in checks if c.id not in records or records[c.id].result == "fail"]
    if form == "json":
        click.echo(
            json.dumps([_document(c, records.get(c.id), go_live, lang) for c in checks], ensure_ascii=False, indent=1)
        )
        return PASSED
    area = ""
    for check in checks:
        if check.area != area:
            click.echo(("\n" if area else "") + AREAS[check.area].in_(lang))
            area = check.area
        record = records.get(check.id)
        done = "" if record is None else f"  {RESULTS[record.result].in_(lang)} · {record.by} {record.on}"
        due = check.due(go_live)
        when = f"{check.when} {due}" if due else check.when
        click.echo(
            f"  {check.id} {check.priority} {when:<5} {check.title.in_(lang)} [{ROLES[check.role].in_(lang)}]{done}"
        )
        click.echo(f"       {check.how.in_(lang)}")
    total = len(checks)
    click.echo(f"\n{total} 项" if lang == "zh" else f"\n{total} checks")
    return PASSED


def _document(check: Check, record: Record | None, go_live: date | None, lang: Lang) -> dict[str, Any]:
    from healthcheck.checklist import ROLES

    due = check.due(go_live)
    return {
        "id": check.id,
        "area": check.area,
        "priority": check.priority,
        "title": check.title.in_(lang),
        "how": check.how.in_(lang),
        "role": ROLES[check.role].in_(lang),
        "when": check.when,
        "due": due.isoformat() if due else None,
        "industries": list(check.industries),
        "record": None
        if record is None
        else {"result": record.result, "evidence": record.evidence, "by": record.by, "on": record.on.isoformat()},
    }


@checklist.command()
@click.argument("check_id", metavar="ID")
@click.option(
    "--result",
    type=click.Choice(["pass", "fail", "na"]),
    required=True,
    help="na: does not apply. 检查结果；na 表示不适用。",
)
@click.option("--by", required=True, metavar="NAME", help="Who checked. 检查人。")
@click.option(
    "--evidence",
    default="",
    metavar="TEXT",
    help="What was seen, or where the proof lies. 依据：看到了什么，或凭证在哪里。",
)
@click.option(
    "--on", "day", metavar="DATE", help="When, as 2026-12-31; today by default. 检查日期，如 2026-12-31，默认今天。"
)
@history_option
@system_option
@options.lang_option
def record(
    check_id: str,
    result: str,
    by: str,
    evidence: str,
    day: str | None,
    history: str | None,
    system: str | None,
    lang: Lang,
) -> int:
    """Record the result of the manual check ID. 登记一项人工检查的结果。"""
    from typing import cast

    from healthcheck.checklist import find_check
    from healthcheck.checksheet import RESULTS
    from healthcheck.history import CheckResult, open_history

    check = find_check(check_id)
    on = read_day(day) if day else None
    with open_history(history, create=system is not None) as opened:
        name = system or opened.only_system(None).name
        unknown = all(known.name != name for known in opened.systems())
        saved = opened.record_check(name, check.id, cast("CheckResult", result), evidence, by, on)
    said = f"{check.id} {check.title.in_(lang)}{'：' if lang == 'zh' else ': '}{RESULTS[saved.result].in_(lang)} · {saved.by} {saved.on}"
    click.echo(said)
    if unknown:
        click.echo(
            f"历史记录中原来没有系统 {name}，已新建，请确认名称无误。"
            if lang == "zh"
            else f"The history knew no system {name} before: is the name right?",
            err=True,
        )
    return PASSED


def read_day(text: str) -> date:
    """A date as people type it.

    Raises:
        UsageError: when it is none.
    """
    from healthcheck.cells import day_of

    day = day_of(text)
    if day is None:
        raise UsageError(
            f"{text!r} is no date; expected one such as 2026-12-31.", f"{text!r} 不是日期，应写成 2026-12-31。"
        )
    return day


@checklist.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The list to write (.xlsx, .csv, .md, .json). 输出文件（.xlsx、.csv、.md、.json）。",
)
@industry_option
@history_option
@system_option
@options.lang_option
def export(output: Path, industry: str | None, history: str | None, system: str | None, lang: Lang) -> int:
    """Write the manual checks with their results as a file to work through and sign.

    导出人工检查清单及结果，供逐项执行和签字。
    """
    from healthcheck.checklist import checks_for
    from healthcheck.checksheet import as_csv, as_xlsx, lines
    from healthcheck.files import replace_file

    records, go_live = _state(history, system)
    checks = checks_for(industry)
    table = lines(checks, records, go_live, lang)
    ending = output.suffix.lower()
    if ending == ".json":
        found = [_document(c, records.get(c.id), go_live, lang) for c in checks]
        data = (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    elif ending == ".csv":
        data = as_csv(table)
    elif ending == ".xlsx":
        data = as_xlsx(table, lang)
    elif ending == ".md":
        from healthcheck.report.markdown import escape

        rows = ["| " + " | ".join(escape(cell) for cell in line) + " |" for line in table]
        data = ("\n".join([rows[0], "|" + "---|" * len(table[0]), *rows[1:]]) + "\n").encode("utf-8")
    else:
        raise UsageError(
            f"{output}: the list is written as .xlsx, .csv, .md or .json.",
            f"{output}：清单只支持 .xlsx、.csv、.md、.json。",
        )
    try:
        replace_file(output, data)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror}.", f"{output} 无法写入：{error.strerror}。"
        ) from None
    click.echo(f"{output}: {len(checks)}", err=True)
    return PASSED


@checklist.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", metavar="NAME", help="Who checked, where a line does not say. 未填检查人时使用。")
@click.option("--yes", is_flag=True, help="Record them; otherwise only show. 确认登记，否则只列出。")
@history_option
@system_option
@options.lang_option
def import_(file: Path, by: str, yes: bool, history: str | None, system: str | None, lang: Lang) -> int:
    """Take in the results of a list that was filled in (.xlsx, .csv).

    Exits 1 when a line cannot be used; the others are taken over.

    导入填好的人工检查清单；不能采用的行会列出（退出码为 1），其余照常登记。
    """
    from healthcheck.checksheet import RESULTS, read
    from healthcheck.history import open_history

    zh = lang == "zh"
    filled, wrong = read(file)
    for line in filled:
        if not (line.by or by):
            wrong.append(
                Text(
                    f"{line.place}: {line.check.id}: nobody is named who checked (or --by).",
                    f"{line.place}：{line.check.id}：未填检查人（也可用 --by）。",
                )
            )
    usable = [line for line in filled if line.by or by]
    with open_history(history, create=system is not None) as opened:
        name = system or opened.only_system(None).name
        known = opened.checks(name)
        fresh = []
        for line in usable:
            before = known.get(line.check.id)
            said = (line.result, line.evidence, line.by or by, line.on)
            if before is None or said != (before.result, before.evidence, before.by, line.on and before.on):
                fresh.append(line)
        for line in fresh:
            on = f" {line.on}" if line.on else ""
            click.echo(
                f"{line.place} {line.check.id} {line.check.title.in_(lang)}{'：' if zh else ': '}"
                f"{RESULTS[line.result].in_(lang)} · {line.by or by}{on}"
            )
            if yes:
                opened.record_check(name, line.check.id, line.result, line.evidence, line.by or by, line.on)
    for problem in wrong:
        click.echo(f"{'无法采用：' if zh else 'cannot be used: '}{problem.in_(lang)}", err=True)
    if yes:
        click.echo(f"已登记 {len(fresh)} 项。" if zh else f"{len(fresh)} recorded.")
    else:
        click.echo(f"{len(fresh)} 项待登记，加 --yes 执行。" if zh else f"{len(fresh)} to record. Add --yes to do it.")
    return FAILED if wrong else PASSED
