"""XLSX files: sheets as rows of cells, guarded against archives that unpack to more than they look."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from healthcheck.sheets import MAX_CELLS, dense_cells
from healthcheck_files.problems import RefusedError

#: Largest file, and most that it may unpack to: sheets are unpacked in memory.
MAX_BYTES = 100_000_000
MAX_UNPACKED = 600_000_000
MAX_ENTRIES = 10_000


def guard(path: Path, shown: str) -> None:
    """Look at the archive before it is unpacked.

    Raises:
        RefusedError: when it is damaged, encrypted, or unpacks to too much, whatever its directory says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            total = sum(e.file_size for e in entries)
            if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
                raise RefusedError(
                    "too_large",
                    f"{shown}: it unpacks to {total} bytes in {len(entries)} parts; at most {MAX_UNPACKED}"
                    " bytes are read. Save the tables as CSV.",
                    f"{shown}：解压后有 {total} 字节、{len(entries)} 个部件，最多读取 {MAX_UNPACKED} 字节。"
                    "请改存为 CSV。",
                )
            for entry in entries:
                # Reading stops at the size the directory states and then compares the checksum, so that an entry that
                # holds more than it says is found out here and never unpacked.
                with archive.open(entry) as part:
                    while part.read(1 << 20):
                        pass
            cells = dense_cells(archive)
            if cells > MAX_CELLS:
                raise RefusedError(
                    "too_large",
                    f"{shown}: a sheet spans {cells} cells, empty ones included; at most {MAX_CELLS} are read. Delete the"
                    " stray cells far from the table.",
                    f"{shown}：某工作表跨 {cells} 个单元格（含空白），最多读取 {MAX_CELLS} 个。请删除远离表格的零星单元格。",
                )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise RefusedError(
            "unreadable",
            f"{shown}: no readable XLSX file ({error}). If it has a password, save it without one.",
            f"{shown}：不是可读的 XLSX 文件（{error}）。如设有密码，请另存为无密码文件。",
        ) from None


class Workbook:
    """An XLSX file."""

    def __init__(self, path: Path, shown: str) -> None:
        """Open it.

        Raises:
            RefusedError: as :func:`guard`, or when it holds no workbook.
        """
        guard(path, shown)
        self.shown = shown
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except CalamineError as error:
            raise self._unreadable(error) from None
        self.sheets: list[str] = list(self._book.sheet_names)

    def _unreadable(self, error: Exception) -> RefusedError:
        return RefusedError(
            "unreadable",
            f"{self.shown}: no readable XLSX file ({error}).",
            f"{self.shown}：不是可读的 XLSX 文件（{error}）。",
        )

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """Rows that are not empty, with their number; trailing empty cells are cut off.

        Raises:
            RefusedError: when the sheet cannot be read.
        """
        try:
            for number, cells in enumerate(self._book.get_sheet_by_name(sheet).iter_rows(), 1):
                width = len(cells)
                while width and cells[width - 1] == "":
                    width -= 1
                if width:
                    yield number, cells[:width]
        except CalamineError as error:
            raise self._unreadable(error) from None
