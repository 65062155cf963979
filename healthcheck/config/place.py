"""Where in a file something stands: spots, the text in which a fact's origin carries them, and both directions.

A fact's ``origin`` may say its place in any of these forms; this module is the only one that reads them:

- ``roles.yaml:14:3-14:20`` from line 14, column 3 up to before column 20; ``roles.yaml:14:3`` and ``roles.yaml:14`` say less
- ``roles.yaml#/roles/3`` the value at a JSON Pointer, ``roles.yaml#/roles/3#key`` its key; found only when somebody asks
- ``设备.xlsx!物料!B7`` a cell; ``设备.xlsx!物料!7`` a row
- ``roles.yaml`` the file
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

from healthcheck.outcome import Place

_LINES = re.compile(r"\r\n|\n|\r")
_SPAN = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+)(?:-(?P<end_line>\d+):(?P<end_column>\d+))?)?")
_CELL = re.compile(r"(?P<path>[^!]+)!(?P<sheet>[^!]+)!(?P<cell>[A-Z]{0,3}\d+)")


#: Endings of files that findings stand in; without one an origin is a table's (``public.res_users#1``).
_FILE = re.compile(
    r".*?\.(?:bpmn\d*|cfg|conf|csv|env|ini|json[5cl]?|jsonl|md|properties|py|sql|toml|tsv|txt|xlsm|xlsx|xml|ya?ml)(?=[:!#]|\Z)",
    re.IGNORECASE | re.DOTALL,
)


class Spot(NamedTuple):
    """A stretch of a file: lines and columns from 1 in characters, the end just after the last one; or a cell."""

    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    sheet: str = ""
    cell: str = ""

    def at(self, path: str) -> Place:
        """The place in a file."""
        return Place(path, *self)


class Origin(NamedTuple):
    """An origin text taken apart; ``pointer`` is None where it names lines, a cell or the whole file."""

    path: str
    spot: Spot
    pointer: str | None = None
    key: bool = False


class Lines:
    """Offsets in a text ↔ lines and columns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(m.end() for m in _LINES.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def spot(self, start: int, end: int) -> Spot:
        """The stretch from ``start`` up to before ``end``."""
        return Spot(*self.at(start), *self.at(max(start, end)))

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1; what lies outside is pulled to the nearest end."""
        if line < 1 or line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + max(0, column - 1), len(self.text))

    def line_end(self, line: int) -> int:
        """The offset just after the last visible character of a line."""
        stop = self.starts[line] if line < len(self.starts) else len(self.text)
        start = self.starts[line - 1]
        return start + len(self.text[start:stop].rstrip())


#: From the offset of the first character up to the one after the last; a cell has no offsets.
Stretch = tuple[int, int]


class Positions:
    """Where values and keys of one document stand, by JSON Pointer.

    Stretches are kept as offsets and become lines and columns when somebody asks: few of many are ever asked for.

    Attributes:
        values: pointer → stretch of the value.
        keys: pointer → stretch of the key that leads to it.
        repeated: pointers given twice in one object, with the stretch of the later key.
        rows: line and column → stretch of the record or element that starts there, where rows are told by line.
    """

    def __init__(self, lines: Lines | None = None) -> None:
        self.lines = lines
        self.values: dict[str, Stretch | Spot] = {}
        self.keys: dict[str, Stretch | Spot] = {}
        self.repeated: list[tuple[str, Stretch | Spot]] = []
        self.rows: dict[tuple[int, int], Stretch] = {}

    def spot(self, stretch: Stretch | Spot) -> Spot:
        """A stretch in lines and columns."""
        if isinstance(stretch, Spot):
            return stretch
        return self.lines.spot(*stretch) if self.lines is not None else Spot()

    def find(self, pointer: str, key: bool = False) -> Spot | None:
        """Where a value or key stands; the nearest thing above it where the pointer leads nowhere."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        while True:
            found = first.get(pointer) or second.get(pointer)
            if found is not None:
                return self.spot(found)
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]

    def starting(self, line: int, column: int) -> Spot | None:
        """The smallest thing that starts at a line and column (0: the first on the line)."""
        if not column:
            column = min((c for at, c in self.rows if at == line), default=0)
            if not column:
                return None
        row = self.rows.get((line, column))
        if row is not None or self.lines is None:
            return self.spot(row) if row is not None else None
        start = self.lines.offset(line, column)
        ends = [s[1] for s in self.values.values() if not isinstance(s, Spot) and s[0] == start]
        return self.spot((start, min(ends))) if ends else None


def join_pointer(pointer: str, token: object) -> str:
    """One step further down."""
    text = str(token)
    if "~" in text or "/" in text:
        text = text.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{text}"


def pointer_of(tokens: Iterable[object]) -> str:
    """A JSON Pointer (RFC 6901)."""
    pointer = ""
    for token in tokens:
        pointer = join_pointer(pointer, token)
    return pointer


def tokens_of(pointer: str) -> Iterator[str]:
    """The steps of a JSON Pointer."""
    for token in pointer.split("/")[1:]:
        yield token.replace("~1", "/").replace("~0", "~")


def value_at(document: Any, pointer: str) -> Any:
    """The value a pointer leads to; None where it leads nowhere."""
    for token in tokens_of(pointer):
        if isinstance(document, dict):
            document = document.get(token)
        elif isinstance(document, list) and token.isdigit() and int(token) < len(document):
            document = document[int(token)]
        else:
            return None
    return document


def read_origin(origin: str, files: Container[str] | None = None) -> Origin | None:
    """Take an origin apart; None where it names no file.

    Args:
        files: paths that are known to be files; others (``sys_user#107``) are then nobody's place. None: what ends as files do.
    """
    if files is None:
        named = _FILE.match(origin)
        files = {named[0]} if named else ()

    def ours(path: str) -> bool:
        return bool(path) and path in files

    if ours(origin) and "#" not in origin:
        return Origin(origin, Spot())
    match = _CELL.fullmatch(origin)
    if match and ours(match["path"]):
        return Origin(match["path"], Spot(sheet=match["sheet"], cell=match["cell"]))
    match = _SPAN.fullmatch(origin)
    if match and ours(match["path"]):
        numbers = [int(match[n] or 0) for n in ("line", "column", "end_line", "end_column")]
        return Origin(match["path"], Spot(numbers[0], numbers[1], numbers[2], numbers[3]))
    at = origin.find("#/")
    if at < 0 and origin.endswith("#"):
        at = len(origin) - 1
    while at >= 0:
        path, pointer = origin[:at], origin[at + 1 :]
        if ours(path):
            key = pointer.endswith("#key")
            return Origin(path, Spot(), pointer.removesuffix("#key"), key)
        at = origin.find("#/", at + 1)
    return None


def origin_text(place: Place) -> str:
    """A place as a person reads it: ``roles.yaml:14:3``, ``设备.xlsx!物料!B7``."""
    if place.sheet:
        return f"{place.path}!{place.sheet}!{place.cell}" if place.cell else f"{place.path}!{place.sheet}"
    if not place.line:
        return place.path
    return f"{place.path}:{place.line}:{place.column}" if place.column else f"{place.path}:{place.line}"


def span_text(path: str, spot: Spot) -> str:
    """A place with its end, as a fact's origin carries it."""
    if spot.sheet:
        return f"{path}!{spot.sheet}!{spot.cell}"
    return f"{path}:{spot.line}:{spot.column}-{spot.end_line}:{spot.end_column}" if spot.line else path
