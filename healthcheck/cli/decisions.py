"""Lists for people to decide on, as CSV or as a workbook with a choice of decisions in the cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from healthcheck.errors import UsageError

#: Rows of a worksheet below its headings.
_MOST = 1_048_575


@dataclass(frozen=True)
class DecisionList:
    """What a list is called and made of; its last two columns stay empty for the decision and who made it.

    Attributes:
        widths: of the columns, in characters.
        frozen: columns that stay in sight.
        choices: decisions to choose from.
    """

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    frozen: int
    choices: Sequence[str]


def checked_output(path: Path) -> Path:
    """The file to write.

    Raises:
        UsageError: when its ending is neither .xlsx nor .csv.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{path}: the list is written as .xlsx or .csv.", f"{path}：清单支持 .xlsx 和 .csv 格式。")
    return path


def write(path: Path, spec: DecisionList, rows: Iterable[tuple[int, Sequence[object]]]) -> int:
    """Write rows, each with the number of its group, and return how many there are.

    Texts come from the customer's users: none is taken for a formula.

    Raises:
        UsageError: when a worksheet cannot hold them all.
    """
    from healthcheck.cells import guarded

    plain = [(group, [guarded(v) if isinstance(v, str) else v for v in row] + [None, None]) for group, row in rows]
    if path.suffix.lower() == ".csv":
        _write_csv(path, spec, plain)
    elif len(plain) > _MOST:
        raise UsageError(
            f"{path}: {len(plain):,} rows do not fit a worksheet ({_MOST:,}). Write .csv.",
            f"{path}：共 {len(plain):,} 行，超出工作表上限 {_MOST:,} 行，请改用 .csv。",
        )
    else:
        _write_workbook(path, spec, plain)
    return len(plain)


def _write_csv(path: Path, spec: DecisionList, rows: Sequence[tuple[int, Sequence[object]]]) -> None:
    # The mark at the beginning is what makes Excel read Chinese.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(spec.headings)
        writer.writerows([_written(value) for value in row] for _, row in rows)


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value


def _write_workbook(path: Path, spec: DecisionList, rows: Sequence[tuple[int, Sequence[object]]]) -> None:
    """One sheet: groups in bands, codes as text, decisions to choose from."""
    import xlsxwriter

    from healthcheck.cells import visible

    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    try:
        sheet = book.add_worksheet(spec.title)
        head = book.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "#FFFFFF", "text_wrap": True})
        bands = [
            {
                text: book.add_format({"bg_color": colour, "num_format": "@" if text else "General"})
                for text in (False, True)
            }
            for colour in ("#FFFFFF", "#EEF3F8")
        ]
        decide = book.add_format({"bg_color": "#FFF9E5", "num_format": "@"})
        for column, width in enumerate(spec.widths):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, spec.headings, head)
        sheet.freeze_panes(1, spec.frozen)
        for number, (group, row) in enumerate(rows, 1):
            band = bands[group % 2]
            for column, value in enumerate(row):
                shown = _written(value) if isinstance(value, datetime) else value
                if column >= len(row) - 2:
                    sheet.write_blank(number, column, None, decide)
                elif isinstance(shown, str):
                    sheet.write_string(number, column, visible(shown)[:32_767], band[True])
                elif isinstance(shown, int | float | Decimal):
                    sheet.write_number(number, column, shown, band[False])
                else:
                    sheet.write_blank(number, column, None, band[False])
        if rows:
            last = len(spec.headings) - 1
            choice = {"validate": "list", "source": list(spec.choices)}
            sheet.data_validation(1, last - 1, len(rows), last - 1, choice)
            sheet.autofilter(0, 0, len(rows), last)
    finally:
        book.close()
