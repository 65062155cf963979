"""CSV and XLSX as lists of rows, each an object by the header's names; cells and fields know where they stand."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from healthcheck.config.place import Lines, Positions, Spot, join_pointer
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.language import Text
from healthcheck.sheets import MAX_CELLS, dense_cells

#: What a workbook may unpack to, and how many parts it may have.
MAX_UNPACKED = 256 * 1024 * 1024
MAX_ENTRIES = 5_000
#: Longest field: a quote that is never closed would otherwise swallow the rest of the file.
MAX_FIELD = 1_000_000

_SEPARATORS = (",", ";", "\t", "|")


def read_csv(text: str) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a CSV file by the names of its first line, and columns that are named twice.

    Raises:
        UnusableError: where the text stops being CSV.
    """
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    names: list[str] | None = None
    rows = []
    line = 1
    try:
        for record in reader:
            if any(record):
                if names is None:
                    names = [n.strip() for n in record]
                else:
                    rows.append(dict(zip(names, record, strict=False)))
            line = reader.line_num + 1
    except csv.Error as error:
        lines = Lines(text)
        start = lines.offset(line, 1)
        raise UnusableError(
            "syntax",
            f"the record that starts here is no CSV: {error}. Look for a double quote that is not closed or not doubled.",
            f"从此行开始的记录不是合法的 CSV：{error}。请检查未闭合或未成对的双引号。",
            lines.spot(start, lines.line_end(line)),
        ) from None
    problems = []
    if names is not None and len(set(names)) < len(names):
        found = csv_positions(text)
        problems = [twice(p.rpartition("/")[2], found.spot(s)) for p, s in found.repeated if p.rpartition("/")[2]]
    return rows, problems


def twice(name: str, spot: Spot, pointer: str = "") -> Problem:
    """A name that is given twice; which of the values holds depends on who reads."""
    return Problem(
        "duplicate_key",
        Text(f"{name} is given twice; only one of the values counts.", f"{name} 重复，只有一个值会生效。"),
        spot,
        pointer,
        found=name,
    )


def _separator(text: str) -> str:
    """The separator that cuts the first line into most columns."""
    first = next((line for line in text.splitlines()[:20] if line.strip()), "")
    plain = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=plain.count)


def csv_positions(text: str) -> Positions:
    """Where every field of a CSV file stands: ``/3/name`` is a field of the fourth row, ``/3`` the row."""
    lines = Lines(text)
    found = Positions(lines)
    names: list[str] | None = None
    number = 0
    for record in _records(text, _separator(text)):
        if not any(value for value, _, _ in record):
            continue
        whole = (record[0][1], record[-1][2])
        found.rows[lines.at(whole[0])] = whole
        if names is None:
            names = []
            for value, start, end in record:
                name = value.strip()
                pointer = join_pointer("", name)
                if name in names:
                    found.repeated.append((pointer, (start, end)))
                names.append(name)
                found.keys.setdefault(pointer, (start, end))
            found.values[""] = whole
            continue
        found.values[f"/{number}"] = whole
        for name, (_, start, end) in zip(names, record, strict=False):
            found.values[join_pointer(f"/{number}", name)] = (start, end)
        number += 1
    return found


def _records(text: str, separator: str) -> Iterator[list[tuple[str, int, int]]]:
    """Records of CSV that was read without an error: fields with where they start and end."""
    cut = re.escape(separator)
    field = re.compile(rf'("(?:[^"]|"")*"|[^{cut}\r\n]*)({cut}|\r\n|\n|\r|\Z)')
    record: list[tuple[str, int, int]] = []
    at = 0
    while at < len(text) or record:
        match = field.match(text, at)
        if match is None:
            return
        raw = match[1]
        quoted = raw[:1] == '"' and len(raw) > 1
        record.append((raw[1:-1].replace('""', '"') if quoted else raw, match.start(1), match.end(1)))
        at = match.end()
        if match[2] != separator:
            yield record
            record = []


class Workbook:
    """The sheets of an XLSX file, as rows of cells."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            UnusableError: when it is damaged, encrypted, no workbook, or unpacks to more than may be read.
        """
        from python_calamine import CalamineError, CalamineWorkbook

        _guard(data)
        self._error = CalamineError
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except (CalamineError, ValueError, OSError) as error:
            raise _unreadable(error) from None
        self.sheets: list[str] = list(self._book.sheet_names)

    def rows(self, sheet: str) -> list[tuple[int, list[Any]]]:
        """Rows that are not empty, with their number; trailing empty cells are cut off."""
        try:
            cells = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (self._error, ValueError) as error:
            raise _unreadable(error) from None
        found = []
        for number, row in enumerate(cells, 1):
            width = len(row)
            while width and row[width - 1] == "":
                width -= 1
            if width:
                found.append((number, [_cell(c) for c in row[:width]]))
        return found


def read_xlsx(data: bytes) -> tuple[dict[str, list[dict[str, Any]]], list[Problem], Positions]:
    """Sheets by name, each a list of rows by the names of its first row; columns named twice; and the places.

    Places of a workbook cost nothing more than reading it.

    Raises:
        UnusableError: as :class:`Workbook`.
    """
    book = Workbook(data)
    value: dict[str, list[dict[str, Any]]] = {}
    problems = []
    found = Positions()
    for sheet in book.sheets:
        names: list[str] | None = None
        rows = value[sheet] = []
        base = join_pointer("", sheet)
        found.values[base] = found.keys[base] = Spot(sheet=sheet, cell="A1")
        for number, cells in book.rows(sheet):
            if names is None:
                names = []
                for column, cell in enumerate(cells):
                    name = str(cell).strip()
                    spot = Spot(sheet=sheet, cell=f"{letters(column)}{number}")
                    if name and name in names:
                        problems.append(twice(name, spot))
                    found.keys.setdefault(join_pointer(base, name), spot)
                    names.append(name)
                continue
            at = f"{base}/{len(rows)}"
            found.values[at] = Spot(sheet=sheet, cell=f"A{number}")
            row: dict[str, Any] = {}
            for column, name in enumerate(names):
                if name:
                    row[name] = cells[column] if column < len(cells) and cells[column] != "" else None
                    found.values[join_pointer(at, name)] = Spot(sheet=sheet, cell=f"{letters(column)}{number}")
            rows.append(row)
    return value, problems, found


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _guard(data: bytes) -> None:
    """Look at the archive before it is unpacked, reading through it in small pieces."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(e.file_size for e in entries)
            if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
                raise UnusableError(
                    "forbidden",
                    f"it unpacks to {total // 1_000_000} MB in {len(entries)} parts; at most"
                    f" {MAX_UNPACKED // 1_000_000} MB are read. Save the tables as CSV.",
                    f"解压后有 {total // 1_000_000} MB、{len(entries)} 个部件，最多读取"
                    f" {MAX_UNPACKED // 1_000_000} MB。请改存为 CSV。",
                )
            for entry in entries:
                # Reading stops at the stated size and then compares the checksum: what holds more than it says fails here.
                with archive.open(entry) as part:
                    while part.read(1 << 20):
                        pass
            cells = dense_cells(archive)
            if cells > MAX_CELLS:
                raise UnusableError(
                    "forbidden",
                    f"a sheet spans {cells} cells, empty ones included; at most {MAX_CELLS} are read. Delete the stray"
                    " cells far from the table.",
                    f"某工作表跨 {cells} 个单元格（含空白），最多读取 {MAX_CELLS} 个。请删除远离表格的零星单元格。",
                )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> UnusableError:
    return UnusableError(
        "unreadable",
        f"it is no readable XLSX file ({error}). If it has a password, save it without one.",
        f"不是可读的 XLSX 文件（{error}）。如设有密码，请另存为无密码文件。",
    )
