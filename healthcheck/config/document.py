"""One file as values: which notation it is in, what it says, and, when asked, where it says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from healthcheck.config import json_file, toml_file, xml_file, yaml_file
from healthcheck.config.place import Lines, Positions, Spot, Stretch, pointer_of
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.config.sql_file import Script
from healthcheck.config.text import decode

Notation = Literal["json", "yaml", "toml", "xml", "csv", "xlsx", "text"]
NOTATIONS: tuple[Notation, ...] = get_args(Notation)

#: File ending → notation. What is not here is read by nobody but a known format.
ENDINGS: dict[str, Notation] = {
    ".json": "json", ".geojson": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml",
    ".xml": "xml", ".bpmn": "xml", ".dmn": "xml", ".xsd": "xml", ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".sql": "text",
}  # fmt: skip


def notation_of(path: str) -> Notation | None:
    """The notation a file's name tells."""
    dot = path.rfind(".")
    return ENDINGS.get(path[dot:].lower()) if dot >= 0 else None


@dataclass
class Document:
    """A file that was read.

    Attributes:
        parts: the values it holds, each with the JSON Pointer that leads to it (a YAML stream may hold several).
        problems: what is wrong with it although it could be read.
    """

    path: str
    notation: Notation
    text: str = ""
    parts: list[tuple[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _cells: Positions | None = None

    @cached_property
    def positions(self) -> Positions:
        """Where everything stands, found when first asked; nothing where the text is not in its notation."""
        if self._cells is not None:
            return self._cells
        try:
            return self._found()
        except (UnusableError, ValueError, IndexError, KeyError):
            return Positions()

    def _found(self) -> Positions:
        match self.notation:
            case "json":
                return json_file.positions(self.text)
            case "yaml":
                return yaml_file.positions(self.text)[0]
            case "toml":
                return toml_file.positions(self.text)
            case "xml":
                return xml_file.positions(self.text)
            case "csv":
                from healthcheck.config.table_file import csv_positions

                return csv_positions(self.text)
            case _:
                return Positions()

    def spot(self, pointer: str, key: bool = False) -> Spot:
        """Where a value or key stands; the nearest thing above it where the pointer leads nowhere."""
        return self.positions.find(pointer, key) or Spot()

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _script(self) -> Script:
        return Script(self.text)

    @cached_property
    def _pointers(self) -> dict[Stretch, list[str]]:
        """The pointers of what stands at a stretch."""
        found: dict[Stretch, list[str]] = {}
        for pointer, stretch in self.positions.values.items():
            if not isinstance(stretch, Spot):
                found.setdefault(stretch, []).append(pointer)
        return found

    def member(self, row: Spot, name: str) -> Spot:
        """The value called ``name`` of a row, by the row's place; the row's place where it has none."""
        if row.sheet:
            header = self.positions.keys.get(pointer_of([row.sheet, name]))
            if not isinstance(header, Spot):
                return row
            return row._replace(cell=header.cell.rstrip("0123456789") + row.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if self.notation == "text":
            value = self._script.value(self._lines.offset(row.line, row.column), name) if row.column else None
            return row if value is None else self._lines.spot(*value)
        lines = self._lines
        stretch = (lines.offset(row.line, row.column), lines.offset(row.end_line, row.end_column))
        for pointer in self._pointers.get(stretch, ()):
            below = self.positions.values.get(pointer + pointer_of([name]))
            if below is not None:
                return self.positions.spot(below)
        return row

    def completed(self, spot: Spot) -> Spot:
        """A stretch with its end, where only its start was told."""
        if not spot.line or spot.end_line or self.notation == "xlsx":
            return spot
        found = self.positions.starting(spot.line, spot.column)
        if found is not None:
            return found
        lines = self._lines
        if spot.line > len(lines.starts):
            return spot
        start = lines.offset(spot.line, spot.column) if spot.column else _indented(self.text, lines, spot.line)
        if not spot.column and self.notation == "json":  # an object that begins its line
            found = self.positions.starting(*lines.at(start))
            if found is not None:
                return found
        return lines.spot(start, max(start, lines.line_end(spot.line)))


def _indented(text: str, lines: Lines, line: int) -> int:
    """The offset of the first visible character of a line."""
    start, end = lines.starts[line - 1], lines.line_end(line)
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def read_document(path: str, data: bytes, notation: Notation) -> Document:
    """Read one file.

    Raises:
        UnusableError: when nothing of it can be used.
    """
    if notation == "xlsx":
        from healthcheck.config.table_file import read_xlsx

        value, problems, cells = read_xlsx(data)
        return Document(path, notation, "", [("", value)], problems, cells)
    text, problems = decode(data, marked=notation in ("csv", "text"))
    document = Document(path, notation, text, problems=problems)
    document.parts = list(_values(document))
    return document


def _values(document: Document) -> Iterator[tuple[str, Any]]:
    text = document.text
    match document.notation:
        case "json":
            value, repeated = json_file.read(text)
            if repeated:
                _repeated(document)
            yield "", value
        case "yaml":
            values, problems, repeated = yaml_file.read(text)
            document.problems += problems
            if repeated:
                _repeated(document)
            several = len(values) > 1
            for number, value in enumerate(values):
                yield f"/{number}" if several else "", value
        case "toml":
            yield "", toml_file.read(text)
        case "xml":
            yield "", xml_file.read(text)
        case "csv":
            from healthcheck.config.table_file import read_csv

            rows, problems = read_csv(text)
            document.problems += problems
            yield "", rows
        case _:
            return


def _repeated(document: Document) -> None:
    from healthcheck.config.table_file import twice

    for pointer, spot in document.positions.repeated[:100]:
        name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        document.problems.append(twice(name, document.positions.spot(spot), pointer))


def opened(path: str, data: bytes) -> Document:
    """A file for looking up places in it; its values are not read again.

    Raises:
        UnusableError: when it is no text, or no workbook.
    """
    notation = notation_of(path) or "text"
    if notation == "xlsx":
        return read_document(path, data, notation)
    return Document(path, notation, decode(data, marked=True)[0])
