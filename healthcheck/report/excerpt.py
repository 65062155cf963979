"""The line of a file that a finding stands on, as a person is shown it: with its number and a mark below."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from rich.cells import cell_len

from healthcheck.outcome import Place
from healthcheck.report.gate import visible

#: Bounds on what is read for a few lines of context, and on what is shown of one line.
MAX_BYTES = 5_000_000
WIDTH = 160
#: Lines that may hold a password are not put into a log.
_SECRET = re.compile(
    r"passw|passwd|pwd|secret|token|api[_-]?key|credential|private[_-]?key|密码|口令|密钥", re.IGNORECASE
)


def excerpt(root: Path, place: Place, width: int = WIDTH) -> list[str]:
    """The place's first line and a mark under what is meant; empty for what has no line, and for secrets.

    A line that is longer than ``width`` cells is cut on both sides of the mark: broken by the terminal, the mark would point
    at something else.
    """
    if not place.line:
        return []
    lines = _lines(root, place.path)
    if place.line > len(lines):
        return []
    text = lines[place.line - 1].rstrip("\r\n")
    if _SECRET.search(text):
        return []
    number = str(place.line)
    room = max(20, width - len(number) - 3)
    start = min(max(0, place.column - 1), len(text)) if place.column else len(text) - len(text.lstrip())
    stop = max(start, place.end_column - 1 if place.end_line == place.line else len(text.rstrip()))
    # A few characters more than there is room for, so that what is cut shows.
    meant = _fitted(_plain(text[start : min(stop, start + room + 1)]), room * 3 // 4)
    beside = min(room // 2, room - cell_len(meant))
    before = _fitted(_plain(text[max(0, start - room - 1) : start])[::-1], beside)[::-1]
    after = _fitted(_plain(text[stop : stop + room + 1]), room - cell_len(before + meant))
    return [
        f"{number} | {before}{meant}{after}",
        f"{' ' * len(number)} | {' ' * cell_len(before)}{'^' * max(1, cell_len(meant))}",
    ]


def _fitted(text: str, cells: int) -> str:
    """As much of a text's beginning as there is room for, with "…" where that is not all."""
    if cell_len(text) <= cells:
        return text
    fitting = used = 0
    for character in text:
        used += cell_len(character)
        if used >= cells:  # one cell is for the sign
            break
        fitting += 1
    return text[:fitting] + "…" if cells else ""


def _plain(text: str) -> str:
    return visible(text.replace("\t", "    "), len(text) * 4 + 1)


@lru_cache(maxsize=32)
def _lines(root: Path, path: str) -> list[str]:
    full = root / path
    try:
        if not full.resolve().is_relative_to(root.resolve()) or full.stat().st_size > MAX_BYTES:
            return []
        text = full.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return []
    return re.split(r"\r\n|\n|\r", text)
