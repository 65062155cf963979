"""TOML: read by tomli, the standard library's reader compiled; where things stand is found by a second look at files with findings."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import tomli

from healthcheck.config.json_file import MAX_DEPTH, deeper, too_deep
from healthcheck.config.place import Lines, Positions, join_pointer
from healthcheck.config.problem import UnusableError


def read(text: str) -> Any:
    """The document; dates and times become text, as JSON Schema expects.

    Raises:
        UnusableError: when it is no TOML; a key given twice is told as such.
    """
    try:
        value = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise _refused(text, str(error)) from None
    except RecursionError:
        raise too_deep(text) from None
    if deeper(value, MAX_DEPTH):
        raise too_deep(text)
    return _plain(value)


def _refused(text: str, said: str) -> UnusableError:
    match = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", said)
    lines = Lines(text)
    offset = lines.offset(int(match[1]), int(match[2])) if match and match[1] else len(text.rstrip())
    said = re.sub(r" \(at [^)]*\)", "", said)
    if "overwrite" in said or "declare" in said or "defined" in said:
        # The parser stops after the value; the key stands at the start of its line.
        line = lines.at(max(0, offset - 1))[0]
        start = lines.starts[line - 1]
        key = re.compile(r"[\s\[]*([^=\]\n]*?)\s*(?:=|\])").match(text, start)
        spot = lines.spot(key.start(1), key.end(1)) if key else lines.spot(offset, offset)
        name = key[1] if key else ""
        return UnusableError(
            "duplicate_key",
            f"{name or 'a key'} is given twice: {said}.",
            f"{name or '键'} 重复：{said}。",
            spot,
        )
    spot = lines.spot(offset, min(offset + 1, len(text)))
    return UnusableError("syntax", f"it is no TOML: {said}.", f"不是合法的 TOML：{said}。", spot)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""(?!")))*"""|\'\'\'.*?\'\'\'(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")


def positions(text: str) -> Positions:
    """Where every value and key stands. The text is TOML that :func:`read` has read."""
    return _Scanner(text).run()


class _Scanner:
    """A cursor over the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.at = 0
        self.found = Positions(self.lines)
        self.counts: dict[str, int] = {}

    def run(self) -> Positions:
        """Walk the document."""
        text = self.text
        table = ""
        self.found.values[""] = self.lines.spot(0, len(text.rstrip()))
        self._skip(_SPACE)
        while self.at < len(text):
            if text[self.at] == "[":
                start = self.at
                array = text.startswith("[[", start)
                self.at += 2 if array else 1
                table = self._header(array)
                self.at = text.index("]", self.at) + (2 if array else 1)
                self.found.values[table] = (start, self.at)
            else:
                self._pair(table)
            self._skip(_SPACE)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()

    def _keys(self) -> list[tuple[str, int, int]]:
        """A dotted key: names with where each stands."""
        keys: list[tuple[str, int, int]] = []
        while True:
            self._skip(_BLANK)
            match = _KEY.match(self.text, self.at)
            if match is None:  # not TOML after all: nothing more can be placed
                self.at = len(self.text)
                return keys
            name = match[0]
            if name[0] in "\"'":
                name = next(iter(tomli.loads(f"{name} = 1")))
            keys.append((name, match.start(), match.end()))
            self.at = match.end()
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _below(self, pointer: str, name: str) -> str:
        """One step down from a table; an array of tables leads to its latest."""
        pointer = join_pointer(pointer, name)
        return f"{pointer}/{self.counts[pointer] - 1}" if pointer in self.counts else pointer

    def _header(self, array: bool) -> str:
        pointer = ""
        keys = self._keys()
        for number, (name, start, end) in enumerate(keys):
            plain = join_pointer(pointer, name)
            self.found.keys.setdefault(plain, (start, end))
            if array and number == len(keys) - 1:
                self.counts[plain] = self.counts.get(plain, 0) + 1
                pointer = f"{plain}/{self.counts[plain] - 1}"
                self.found.keys[pointer] = (start, end)
            else:
                pointer = self._below(pointer, name)
        return pointer

    def _pair(self, pointer: str) -> None:
        for name, start, end in self._keys():
            pointer = self._below(pointer, name)
            self.found.keys.setdefault(pointer, (start, end))
        self._skip(_BLANK)
        self.at += 1  # =
        self._skip(_BLANK)
        self._value(pointer)

    def _value(self, pointer: str) -> None:
        text, start = self.text, self.at
        sign = text[start : start + 1]
        if sign == "[":
            self.at += 1
            number = 0
            self._skip(_SPACE)
            while self.at < len(text) and text[self.at] != "]":
                self._value(f"{pointer}/{number}")
                number += 1
                self._skip(_SPACE)
                if text.startswith(",", self.at):
                    self.at += 1
                self._skip(_SPACE)
            self.at += 1
        elif sign == "{":
            self.at += 1
            self._skip(_SPACE)
            while self.at < len(text) and text[self.at] != "}":
                self._pair(pointer)
                self._skip(_SPACE)
                if text.startswith(",", self.at):
                    self.at += 1
                self._skip(_SPACE)
            self.at += 1
        else:
            match = (_STRING if sign in ('"', "'") else _BARE).match(text, start)
            self.at = match.end() if match else len(text)
        self.found.values[pointer] = (start, self.at)
