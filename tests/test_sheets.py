"""A workbook whose two cells lie far apart: refused before a reader asks for memory that no machine has."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from healthcheck.config.problem import UnusableError
from healthcheck.config.table_file import read_xlsx
from healthcheck.sheets import MAX_CELLS, dense_cells
from tests.cli import run_cli


def workbook(path: Path, *cells: str) -> Path:
    """A file with a text in each of these cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cell in cells:
        sheet[cell] = "x"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "span"), [(["A1"], 1), (["A1", "D9"], 36), (["AA3"], 81), (["A1", "XFD1048576"], 16384 * 1048576)]
)
def test_what_a_sheet_spans(tmp_path: Path, cells: list[str], span: int) -> None:
    """Rows times columns, whatever is in between."""
    with zipfile.ZipFile(workbook(tmp_path / "x.xlsx", *cells)) as archive:
        # openpyxl's theme has an attribute r="50000" of its own; no part is passed over for its name.
        assert dense_cells(archive) == max(span, 50_000)


def test_ways_around_it_are_closed(tmp_path: Path) -> None:
    """Other quotes, blanks, another name of the part, a reference on the edge of a block."""
    path = tmp_path / "x.xlsx"
    for name, data in (
        ("xl/worksheets/sheet1.xml", b"<c r = 'XFD1048576'/>"),
        ("xl/other.bin", b'<x:c r="XFD1048576"/>'),
        ("xl/worksheets/sheet1.xml", b" " * ((1 << 20) - 8) + b'<c r="XFD1048576"/>'),
        ("xl/worksheets/sheet1.xml", b'<row r="1048576"><c/></row><c r="XFD1"/>'),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, data)
        with zipfile.ZipFile(path) as archive:
            assert dense_cells(archive) > MAX_CELLS
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<c r="XFD1048576"/>'.encode("utf-16"))
    with zipfile.ZipFile(path) as archive, pytest.raises(ValueError, match="not UTF-8"):
        dense_cells(archive)


def test_every_reader_refuses_it(tmp_path: Path) -> None:
    """Fact files, configuration tables and waivers: one clear error instead of an ended process."""
    path = workbook(tmp_path / "user_account.xlsx", "A1", "XFD1048576")
    with pytest.raises(UnusableError):
        read_xlsx(path.read_bytes())
    code, _, err = run_cli("scan", str(tmp_path), "--select", "access.leaver_active", "--waivers", str(path))
    assert code == 2 and "spans more than" in err
    code, _, err = run_cli("scan", str(tmp_path), "--select", "access.leaver_active")
    assert code == 3, err  # told as not collected; the process lives
