"""Looking at an XLSX archive before a reader lays its sheets out: two cells far apart make a table of billions.

Readers that hold a sheet as one dense table ask for memory of its whole extent, and a process that cannot have it is
ended. Nothing in a file's size shows that, so the cells' own references are looked at first.
"""

from __future__ import annotations

import re
from zipfile import ZipFile

#: Most cells that a sheet may span; a dense table of them takes about a gigabyte.
MAX_CELLS = 30_000_000

_CHUNK = 1 << 20
#: Longest reference with its attribute: `r = "XFD1048576"`.
_OVERLAP = 64
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,10})["']""")


def dense_cells(archive: ZipFile) -> int:
    """How many cells the widest sheet of a workbook spans, empty ones included.

    Raises:
        ValueError: when a sheet is written in an encoding in which its cells cannot be looked at.
        zipfile.BadZipFile: as reading the archive does.
    """
    most = 0
    for entry in archive.infolist():  # a sheet may have any name
        rows, columns = _extent(archive, entry.filename)
        most = max(most, rows * columns)
    return most


def _extent(archive: ZipFile, name: str) -> tuple[int, int]:
    """Last row and last column that a part of the archive refers to."""
    rows = columns = 0
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            data = rest + chunk
            if b"\0" in data[:_OVERLAP] and b"<" in data[:_OVERLAP]:
                raise ValueError(f"{name} is not UTF-8")
            found = _REFERENCE.findall(data)
            if found:
                rows = max(rows, max(int(row) for _, row in found))
                columns = max(columns, max(_number(letters) for letters in {letters for letters, _ in found}))
            rest = data[-_OVERLAP:]
    return rows, max(columns, 1)


def _number(letters: bytes) -> int:
    """A column's number, 1 for A; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
