"""Repairs of workbooks: one cell is written anew, and every other part and byte stays."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from healthcheck.errors import FAILED
from tests.cli import run_here


def check(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """`healthcheck check` of a folder."""
    return run_here("check", str(folder), "--lang", "en", *arguments)


TABLE = """\
[[target]]
name = "t"
files = "*.xlsx"
values = true
"""


def dressed_workbook() -> bytes:
    """A workbook with what people put into one: styles, formulas, merged cells, notes, a drop-down list, formatted words."""
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "物料 & 1"
    for row in [
        ["编码", "名称", "备注"],
        ["A01 ", "螺栓 <M8>", "ok"],
        ["Ｂ02", "螺母 ", "A01 "],
        ["C03", '=" "&A2', "x "],
    ]:
        sheet.append(row)
    sheet["A2"].font = Font(bold=True, color="FF0000")
    sheet["B3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["C4"].comment = Comment("问过采购", "li")
    sheet["C2"] = CellRichText(("ok ", TextBlock(InlineFont(b=True), "sure ")))
    sheet.merge_cells("E1:F2")
    sheet.column_dimensions["A"].width = 33
    choice = DataValidation(type="list", formula1='"ok,x"')
    sheet.add_data_validation(choice)
    choice.add("C2:C9")
    book.create_sheet("另一张").append(["A01 "])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_cells_of_a_workbook_are_cleaned_and_everything_else_stays(tmp_path: Path) -> None:
    import openpyxl

    before = dressed_workbook()
    (tmp_path / "healthcheck.toml").write_text(TABLE, "utf-8")
    (tmp_path / "m.xlsx").write_bytes(before)
    code, out, _ = check(tmp_path, "--diff", "--no-cache")
    assert code == FAILED and (tmp_path / "m.xlsx").read_bytes() == before
    assert "--- a/m.xlsx\n+++ b/m.xlsx\n@@ 物料 & 1!A2 @@\n-A01 \n+A01\n@@ 物料 & 1!A3 @@\n-Ｂ02\n+B02\n" in out

    code, _, err = check(tmp_path, "--fix", "--no-cache")

    after = (tmp_path / "m.xlsx").read_bytes()
    old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after))
    assert [e.filename for e in new.infolist()] == [e.filename for e in old.infolist()]
    changed = [n for n in old.namelist() if old.read(n) != new.read(n)]
    assert changed == ["xl/worksheets/sheet1.xml"], (
        "the table of strings is shared with cells that nobody complained of"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(after), rich_text=True)["物料 & 1"]
    assert [[str(c.value) for c in row[:3]] for row in sheet.iter_rows(min_row=2)] == [
        ["A01", "螺栓 <M8>", "ok sure "],  # words in bold would lose it
        ["B02", "螺母", "A01"],
        ["C03", '=" "&A2', "x"],
    ]
    assert sheet["A2"].font.bold and sheet["B3"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["C4"].comment.text == "问过采购"
    assert "m.xlsx!物料 & 1!C2: config.untidy_value is not repaired: parts of the text of cell C2 are formatted" in err


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<c r="A2" t="str"><f>B1</f><v>x </v></c>', "holds a formula"),
        ('<c r="A2" t="inlineStr"><is><r><t>x </t></r></is></c>', "are formatted"),
        ('<c r="A2" t="inlineStr"><is><t xml:space="preserve">x </t></is></c>', None),
        ("<c r='A2' s='1' t='inlineStr'><is><t xml:space='preserve'>x </t></is></c>", None),
    ],
)
def test_a_cell_is_replaced_however_it_is_written_or_refused_by_name(cells: str, why: str | None) -> None:
    from healthcheck.config.cell_edit import CellError, set_texts

    old, made = zipfile.ZipFile(io.BytesIO(dressed_workbook())), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(rb'<c r="A2".*?</c>', cells.encode(), content, flags=re.DOTALL)
            archive.writestr(name, content)
    if why is None:
        from healthcheck.config.document import read_document

        after = set_texts(made.getvalue(), {("物料 & 1", "A2"): "x & <y>"})
        assert read_document("m.xlsx", after, "xlsx").parts[0][1]["物料 & 1"][0]["编码"] == "x & <y>"
        return
    with pytest.raises(CellError, match=why):
        set_texts(made.getvalue(), {("物料 & 1", "A2"): "x"})


def test_a_signed_workbook_is_not_touched() -> None:
    from healthcheck.config.cell_edit import CellError, set_texts

    made = io.BytesIO(dressed_workbook())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", "")
    with pytest.raises(CellError, match="signed"):
        set_texts(made.getvalue(), {("物料 & 1", "A2"): "x"})
