"""The manual checks as a list that people fill in and sign: written as CSV, XLSX or Markdown, and read back.

As in the workbook of findings nothing is found by its position: rows by the check's id, columns by their headings in
either language, so that people may sort, add columns and save with another program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from healthcheck.cells import day_of, guarded, unguarded, visible
from healthcheck.checklist import AREAS, ROLES, Check, CheckResult, Record, find_check
from healthcheck.errors import UsageError
from healthcheck.language import LANGS, Lang, Text

#: Columns in their order; the last four are for people.
COLUMNS: dict[str, Text] = {
    "id": Text("id", "编号"),
    "area": Text("area", "领域"),
    "priority": Text("priority", "级别"),
    "check": Text("check", "检查项"),
    "how": Text("how to check", "检查方法"),
    "role": Text("role", "角色"),
    "when": Text("when", "时间"),
    "due": Text("due", "截止"),
    "result": Text("result", "结果"),
    "evidence": Text("evidence", "依据"),
    "by": Text("checked by", "检查人"),
    "on": Text("checked on", "检查日期"),
}
_FILLED = ("result", "evidence", "by", "on")
_WIDTHS = (8, 16, 8, 36, 60, 16, 7, 12, 12, 30, 14, 13)

RESULTS: dict[CheckResult, Text] = {
    "pass": Text("pass", "通过"),
    "fail": Text("fail", "不通过"),
    "na": Text("does not apply", "不适用"),
}

#: What people write, in small letters → result.
_SAID: dict[str, CheckResult] = {
    **{said.casefold(): result for result, text in RESULTS.items() for said in (result, text.en, text.zh)},
    "not applicable": "na",
    "n/a": "na",
}

#: A list of checks has some hundred lines; what is larger is something else.
_MOST_BYTES, _MOST_ROWS = 4_000_000, 10_000


@dataclass(frozen=True)
class Filled:
    """A line with a result.

    Attributes:
        place: file and line.
        on: None where the line has no day.
    """

    place: str
    check: Check
    result: CheckResult
    evidence: str
    by: str
    on: date | None


def lines(checks: Iterable[Check], records: Mapping[str, Record], go_live: date | None, lang: Lang) -> list[list[str]]:
    """Headings, and one line per check with what was recorded so far."""
    found = [[heading.in_(lang) for heading in COLUMNS.values()]]
    for check in checks:
        record, due = records.get(check.id), check.due(go_live)
        found.append(
            [
                check.id,
                AREAS[check.area].in_(lang),
                check.priority,
                check.title.in_(lang),
                check.how.in_(lang),
                ROLES[check.role].in_(lang),
                check.when,
                due.isoformat() if due else "",
                RESULTS[record.result].in_(lang) if record else "",
                record.evidence if record else "",
                record.by if record else "",
                record.on.isoformat() if record else "",
            ]
        )
    return found


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """The list as CSV that Excel reads as Chinese."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows([guarded(cell) for cell in line] for line in table)
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def as_xlsx(table: Sequence[Sequence[str]], lang: Lang) -> bytes:
    """The list as a workbook: results to choose from, the columns for people in yellow."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("人工检查" if lang == "zh" else "Manual checks")
    head = book.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "#FFFFFF", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    mine = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@", "bg_color": "#FFF9E5"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, table[0], head)
    first = list(COLUMNS).index(_FILLED[0])
    for number, line in enumerate(table[1:], 1):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, visible(guarded(cell))[:32_767], mine if column >= first else plain)
    last = max(1, len(table) - 1)
    choice = {"validate": "list", "source": [text.in_(lang) for text in RESULTS.values()]}
    sheet.data_validation(1, first, last, first, choice)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return made.getvalue()


def read(path: Path) -> tuple[list[Filled], list[Text]]:
    """The lines with a result of a filled-in list (.csv, .xlsx), and what is wrong with others, each with its place.

    Raises:
        UsageError: when the file cannot be read, or is no such list.
    """
    table, name = _cells(path)
    if len(table) > _MOST_ROWS:
        raise UsageError(f"{path} has more than {_MOST_ROWS:,} lines.", f"{path} 超过 {_MOST_ROWS:,} 行。")
    heads = {spelt.casefold(): key for key, text in COLUMNS.items() for spelt in (key, *map(text.in_, LANGS))}
    start = next((n for n, line in enumerate(table[:50]) if _named(line, heads).keys() >= {"id", "result"}), None)
    if start is None:
        raise UsageError(
            f"{path}: no line of headings with id and result, as `healthcheck checklist export` writes it.",
            f"{path}：没有含“编号”和“结果”的表头行，请使用 healthcheck checklist export 导出的清单。",
        )
    places = _named(table[start], heads)
    found: list[Filled] = []
    wrong: list[Text] = []
    for number, line in enumerate(table[start + 1 :], start + 2):
        cells = {key: line[place] if place < len(line) else None for key, place in places.items()}
        if not _text(cells["id"]) or not _text(cells["result"]):
            continue
        try:
            found.append(_filled(f"{name}:{number}", cells))
        except UsageError as error:
            wrong.append(Text(f"{name}:{number}: {error.text.en}", f"{name}:{number}：{error.text.zh}"))
    return found, wrong


def _cells(path: Path) -> tuple[list[list[Any]], str]:
    """Every cell of the list, and how its place is told."""
    from healthcheck.waive import decoded
    from healthcheck.workbook import open_book

    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UsageError(f"{path}: lists are read from .csv and .xlsx.", f"{path}：只支持 .csv 和 .xlsx。")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path} has more than {_MOST_BYTES:,} bytes.", f"{path} 超过 {_MOST_BYTES:,} 字节。")
        if ending == ".xlsx":
            book = open_book(path)
            return book.rows(book.names[0]), f"{path.name}!{book.names[0]}"
        text = decoded(path.read_bytes(), path)
        return [list(line) for line in csv.reader(io.StringIO(text))], path.name
    except (OSError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}.", f"{path} 无法读取：{error}。") from None


def _named(line: Sequence[Any], heads: Mapping[str, str]) -> dict[str, int]:
    texts = [_text(cell).casefold() for cell in line]
    return {heads[text]: n for n, text in reversed(list(enumerate(texts))) if text in heads}


def _text(cell: Any) -> str:
    return "" if cell is None else unguarded(str(cell)).strip()


def _filled(place: str, cells: Mapping[str, Any]) -> Filled:
    check = find_check(_text(cells["id"]))
    said = _text(cells["result"])
    result = _SAID.get(said.casefold())
    if result is None:
        raise UsageError(
            f"{said[:60]!r}: expected one of {', '.join(t.en for t in RESULTS.values())}.",
            f"{said[:60]!r}：只能是 {'、'.join(t.zh for t in RESULTS.values())}。",
        )
    evidence, by, day = _text(cells.get("evidence")), _text(cells.get("by")), cells.get("on")
    on = day_of(day)
    if on is None and _text(day):
        raise UsageError(
            f"{_text(day)[:60]!r} is no date; expected one such as 2026-12-31.",
            f"{_text(day)[:60]!r} 不是日期，应写成 2026-12-31。",
        )
    if result != "pass" and not evidence:
        raise UsageError(f"{check.id}: write the reason under evidence.", f"{check.id}：请在“依据”一栏写明原因。")
    return Filled(place, check, result, evidence, by, on)
