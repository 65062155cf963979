"""Cells of spreadsheets: texts that no program takes for a formula, and days as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

#: A text that a spreadsheet may take for a formula, after blanks that it passes over; the full-width signs of Chinese
#: keyboards count, and so does a text that was guarded before, so that :func:`unguarded` gives back exactly what was.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫])")

#: Control characters and signs that turn the direction of text: nothing a person reads, and good for deceiving.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")

#: Day 0 of Excel's calendar as it counts from March 1900 on.
_EXCEL_EPOCH = date(1899, 12, 30)

#: Days of Excel's calendar that are taken for a date: 1954 to 2228.
_EXCEL_DAYS = range(20_000, 120_000)


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it when a spreadsheet could take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def visible(text: str) -> str:
    """``text`` with U+FFFD for what cannot be seen or may not stand in XML."""
    return _UNSEEN.sub("\ufffd", text)


def day_of(value: Any) -> date | None:
    """A day from a cell or a TOML value; None when it is none. Numbers are days of Excel's calendar."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EXCEL_EPOCH + timedelta(days=int(value)) if int(value) in _EXCEL_DAYS else None
    match = _DAY.fullmatch(unguarded(str(value or "")).strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
