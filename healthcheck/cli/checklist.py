"""``healthcheck checklist list | record | export``."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healthcheck.cli import options
from healthcheck.cli.keeping import history_option, industry_option, system_option
from healthcheck.errors import PASSED, UsageError
from healthcheck.language import Lang

if TYPE_CHECKING:
    from healthcheck.checklist import Check
    from healthcheck.history import Record

_HEADINGS = {
    "en": [
        "id", "area", "priority", "check", "how to check", "role", "when", "due", "result", "evidence", "checked by",
        "checked on",
    ],
    "zh": [
        "编号", "领域", "级别", "检查项", "检查方法", "角色", "时间", "截止", "结果", "依据", "检查人", "检查日期",
    ],
}  # fmt: skip
_RESULTS = {
    "en": {"pass": "pass", "fail": "fail", "na": "does not apply"},
    "zh": {"pass": "通过", "fail": "不通过", "na": "不适用"},
}


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
@click.option("--open", "only_open", is_flag=True, help="Only what has no result or failed. 只列未完成的。")
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console")
@options.lang_option
def list_(industry: str | None, history: str | None, system: str | None, only_open: bool, form: str, lang: Lang) -> int:
    """List the manual checks of an industry; with --system also what was recorded.

    列出某行业的人工检查项；加 --system 显示已登记的结果。
    """
    from healthcheck.checklist import AREAS, ROLES, checks_for

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
        done = "" if record is None else f"  {_RESULTS[lang][record.result]} · {record.by} {record.on}"
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
@click.option("--result", type=click.Choice(["pass", "fail", "na"]), required=True, help="na: does not apply. 结果。")
@click.option("--by", required=True, metavar="NAME", help="Who checked. 检查人。")
@click.option("--evidence", default="", metavar="TEXT", help="What was seen, or where the proof lies. 依据。")
@click.option("--on", "day", metavar="DATE", help="When, as 2026-12-31; today by default. 检查日期。")
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
    from healthcheck.history import CheckResult, open_history

    check = find_check(check_id)
    on = read_day(day) if day else None
    with open_history(history, create=system is not None) as opened:
        name = system or opened.only_system(None).name
        saved = opened.record_check(name, check.id, cast("CheckResult", result), evidence, by, on)
    said = f"{check.id} {check.title.in_(lang)}: {_RESULTS[lang][saved.result]} · {saved.by} {saved.on}"
    click.echo(said)
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
    help="The list to write (.csv, .md, .json). 输出文件。",
)
@industry_option
@history_option
@system_option
@options.lang_option
def export(output: Path, industry: str | None, history: str | None, system: str | None, lang: Lang) -> int:
    """Write the manual checks with their results as a file to work through and sign.

    导出人工检查清单及结果，供逐项执行和签字。
    """
    from healthcheck.cells import guarded
    from healthcheck.checklist import AREAS, ROLES, checks_for
    from healthcheck.files import replace_file

    records, go_live = _state(history, system)
    checks = checks_for(industry)
    ending = output.suffix.lower()
    if ending == ".json":
        found = [_document(c, records.get(c.id), go_live, lang) for c in checks]
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    elif ending in (".csv", ".md"):
        rows = []
        for check in checks:
            record = records.get(check.id)
            due = check.due(go_live)
            rows.append(
                [
                    check.id,
                    AREAS[check.area].in_(lang),
                    check.priority,
                    check.title.in_(lang),
                    check.how.in_(lang),
                    ROLES[check.role].in_(lang),
                    check.when,
                    due.isoformat() if due else "",
                    _RESULTS[lang][record.result] if record else "",
                    record.evidence if record else "",
                    record.by if record else "",
                    record.on.isoformat() if record else "",
                ]
            )
        if ending == ".csv":
            sheet = io.StringIO()
            writer = csv.writer(sheet)
            writer.writerow(_HEADINGS[lang])
            writer.writerows([[guarded(cell) for cell in row] for row in rows])
            text = "\ufeff" + sheet.getvalue()  # the mark is what makes Excel read Chinese
        else:
            from healthcheck.report.markdown import escape

            lines = ["| " + " | ".join(_HEADINGS[lang]) + " |", "|" + "---|" * len(_HEADINGS[lang])]
            text = "\n".join([*lines, *("| " + " | ".join(escape(c) for c in row) + " |" for row in rows)]) + "\n"
    else:
        raise UsageError(
            f"{output}: the list is written as .csv, .md or .json.", f"{output}：清单只支持 .csv、.md、.json。"
        )
    try:
        replace_file(output, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror}.", f"{output} 无法写入：{error.strerror}。"
        ) from None
    click.echo(f"{output}: {len(checks)}", err=True)
    return PASSED
