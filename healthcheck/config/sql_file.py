"""Values of rows in SQL scripts: which of ``(1, 'a')`` is a column's, by the INSERT's own list or the table's CREATE."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_NAME = r'(?:[\w$]+|`[^`]*`|"[^"]*"|\[[^\]]*\])'
_TABLE = rf"(?:{_NAME}\s*\.\s*)?({_NAME})"
_INSERT = re.compile(
    rf"\b(?:INSERT|REPLACE)\b(?:\s+(?:IGNORE|OR\s+\w+))?\s+INTO\s+{_TABLE}\s*(\([^()]*\))?\s*VALUES\b", re.IGNORECASE
)
_CREATE = re.compile(rf"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_TABLE}\s*\(", re.IGNORECASE)
_FIRST = re.compile(rf"\s*({_NAME})")
_NO_COLUMN = frozenset(("primary", "key", "unique", "constraint", "index", "foreign", "check", "fulltext", "spatial"))
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|--[^\n]*|/\*.*?\*/|[(),]""", re.DOTALL)


def _bare(name: str) -> str:
    return name.strip().strip('`"[]').lower()


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    """What the commas of a pair of brackets part, the bracket being at ``start``; nothing where it is never closed."""
    depth, begin = 0, start + 1
    found = []
    comments: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text, start):
        sign = match[0]
        if sign.startswith(("--", "/*")):
            comments.append(match.span())
        depth += (sign == "(") - (sign == ")")
        if depth == 0 or (depth == 1 and sign == ","):
            found.append(_bared(text, begin, match.start(), comments))
            begin = match.end()
            comments = []
        if depth == 0:
            yield from found
            return


def _bared(text: str, begin: int, end: int, comments: list[tuple[int, int]]) -> tuple[int, int]:
    """A stretch without blanks and comments at its ends."""
    for start, stop in comments:
        if not text[begin:start].strip():
            begin = stop
    for start, stop in reversed(comments):
        if start >= begin and not text[stop:end].strip():
            end = start
    piece = text[begin:end]
    return begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())


class Script:
    """A script's INSERT statements, found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._inserts = [(m.end(), _bare(m[1]), m.start(2) if m[2] else None) for m in _INSERT.finditer(text)]
        self._ends = [end for end, _, _ in self._inserts]
        self._created = {_bare(m[1]): m.end() - 1 for m in _CREATE.finditer(text)}

    def value(self, row: int, column: str) -> tuple[int, int] | None:
        """Where a row's value of a column stands, as offsets; None where the script does not say which one that is.

        Args:
            row: offset of the row's opening bracket.
        """
        if self.text[row : row + 1] != "(":
            return None
        at = bisect_right(self._ends, row) - 1
        if at < 0:
            return None
        _, table, listed = self._inserts[at]
        names = self._names(table, listed)
        values = list(_pieces(self.text, row))
        if column.lower() not in names or len(names) != len(values):
            return None
        return values[names.index(column.lower())]

    def _names(self, table: str, listed: int | None) -> list[str]:
        start = self._created.get(table) if listed is None else listed
        if start is None:
            return []
        found = []
        for begin, end in _pieces(self.text, start):
            first = _FIRST.match(self.text, begin, end)
            if first is not None and first[1].lower() not in _NO_COLUMN:
                found.append(_bare(first[1]))
        return found
