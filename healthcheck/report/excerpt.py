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


def excerpt(root: Path, place: Place) -> list[str]:
    """The place's first line and a mark under what is meant; empty for what has no line, and for secrets."""
    if not place.line:
        return []
    lines = _lines(root, place.path)
    if place.line > len(lines):
        return []
    text = lines[place.line - 1].rstrip("\r\n")
    if _SECRET.search(text):
        return []
    stop = place.end_column - 1 if place.end_line == place.line else len(text.rstrip())
    start = min(max(0, place.column - 1), len(text)) if place.column else len(text) - len(text.lstrip())
    shift = max(0, start - WIDTH // 2)
    before, meant = _plain(text[shift:start]), _plain(text[start : max(start, stop)])
    shown = (before + meant + _plain(text[max(start, stop) :]))[:WIDTH]
    number = str(place.line)
    width = max(1, min(cell_len(meant), WIDTH - cell_len(before)))
    return [
        f"{number} | {'…' if shift else ''}{shown}",
        f"{' ' * len(number)} | {' ' * (cell_len(before) + bool(shift))}{'^' * width}",
    ]


def _plain(text: str) -> str:
    return visible(text.replace("\t", "    "), WIDTH * 2)


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
