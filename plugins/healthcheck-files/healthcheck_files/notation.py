"""JSON files: a list of objects is one table, an object of lists is several. Rows are told with their line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from healthcheck_files.problems import RefusedError

#: Largest file that is read; the text is held in memory, the rows are not.
MAX_BYTES = 256_000_000

#: Deepest nesting inside a row.
MAX_DEPTH = 20

_SPACE = re.compile(r"[ \t\r\n]*")


class Scanner:
    """Reads a JSON text element by element, so that a list of a million objects is never held as objects."""

    def __init__(self, content: str, shown: str) -> None:
        self.content = content
        self.shown = shown
        self.at = 0
        self._line = 1
        self._counted = 0
        self._decoder = json.JSONDecoder()
        self._skip()

    @property
    def line(self) -> int:
        """The line reached, 1 for the first."""
        self._line += self.content.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    @property
    def place(self) -> str:
        """The line reached, with the column where something else stands before on that line."""
        start = self.content.rfind("\n", 0, self.at) + 1
        before = self.content[start : self.at]
        return f"{self.line}:{len(before) + 1}" if before.strip(" \t\r") else str(self.line)

    @property
    def next(self) -> str:
        """The next character that is no space; empty at the end."""
        return self.content[self.at : self.at + 1]

    def _skip(self) -> None:
        match = _SPACE.match(self.content, self.at)
        assert match is not None
        self.at = match.end()

    def take(self, character: str) -> None:
        """Step over one expected character."""
        if self.next != character:
            found = self.next or "the end"
            raise self._syntax(f"expected {character!r}, found {found!r}", f"应为 {character!r}，实际为 {found!r}")
        self.at += 1
        self._skip()

    def _syntax(self, en: str, zh: str) -> RefusedError:
        line = self.line
        return RefusedError(
            "syntax",
            f"{self.shown}:{line}: no JSON: {en}. Nothing after it was read.",
            f"{self.shown}:{line}：不是合法 JSON：{zh}。其后内容未读取。",
            line=line,
        )

    def value(self) -> Any:
        """The next value, whole."""
        try:
            value, end = self._decoder.raw_decode(self.content, self.at)
        except json.JSONDecodeError as error:
            self.at = max(self.at, error.pos)
            raise self._syntax(error.msg, error.msg) from None
        except RecursionError:
            raise self._deep() from None
        if isinstance(value, dict | list) and _deeper(value, MAX_DEPTH):
            raise self._deep()
        self.at = end
        self._skip()
        return value

    def _deep(self) -> RefusedError:
        line = self.line
        return RefusedError(
            "too_deep",
            f"{self.shown}:{line}: nested deeper than {MAX_DEPTH} levels. Nothing after it was read.",
            f"{self.shown}:{line}：嵌套超过 {MAX_DEPTH} 层。其后内容未读取。",
            line=line,
        )

    def items(self) -> Iterator[tuple[int, str, Any]]:
        """The elements of the list that comes next, with the line each starts on, and its place as an origin says it."""
        self.take("[")
        if self.next != "]":
            while True:
                yield self.line, self.place, self.value()
                if self.next != ",":
                    break
                self.take(",")
        self.take("]")

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; the caller reads each value before it asks for the next key."""
        self.take("{")
        if self.next != "}":
            while True:
                if self.next != '"':
                    self.take('"')
                key = str(self.value())
                self.take(":")
                yield key
                if self.next != ",":
                    break
                self.take(",")
        self.take("}")

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self.next:
            raise self._syntax("more text after the end of the value", "值结束之后还有多余内容")


def _deeper(value: object, levels: int) -> bool:
    """Whether lists and objects are nested deeper than ``levels``, without recursion."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > levels:
            return True
        if isinstance(item, dict):
            waiting.extend((v, depth + 1) for v in item.values() if isinstance(v, dict | list))
        elif isinstance(item, list):
            waiting.extend((v, depth + 1) for v in item if isinstance(v, dict | list))
    return False


def load(path: Path, encoding: str) -> str:
    """The text of a file."""
    return path.read_text(encoding)
