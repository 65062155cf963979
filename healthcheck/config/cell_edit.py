"""Texts of single cells of an XLSX file, replaced in place: every other part, and every other byte of the sheet, stays as it is.

A new text is written into the cell itself as an inline string (ECMA-376, part 1, 18.3.1.53), because other cells may share the
entry of the table of strings that it came from.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from healthcheck.config import xml_file
from healthcheck.config.problem import UnusableError

_KIND = re.compile(r"""\s(?:t)=(?:"[^"]*"|'[^']*')""")
_EMPTY = re.compile(rb"/\s*>\Z")


class CellError(Exception):
    """A cell's text that cannot be replaced; says why in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def set_texts(data: bytes, texts: Mapping[tuple[str, str], str]) -> bytes:
    """The workbook with other texts in some cells.

    Args:
        data: a workbook that was read without an error.
        texts: (sheet, cell such as ``B7``) → text.

    Raises:
        CellError: when one of them holds a formula or formatted text, or cannot be found.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.startswith("_xmlsignatures/") for name in archive.namelist()):
            raise CellError("it is signed, and would no longer be.", "文件带有数字签名，修改后签名会失效。")
        parts = _parts(archive)
        wanted: dict[str, dict[str, str]] = {}
        for (sheet, cell), text in texts.items():
            if sheet not in parts:
                raise CellError(f"its sheet {sheet} cannot be found.", f"找不到工作表 {sheet}。")
            wanted.setdefault(parts[sheet], {})[cell] = text
        rich = _formatted(archive)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as copy:
            copy.comment = archive.comment
            for entry in archive.infolist():
                content = archive.read(entry)
                if entry.filename in wanted:
                    content = _edited(content, wanted[entry.filename], rich)
                copy.writestr(entry, content, entry.compress_type)
    return target.getvalue()


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """A part's XML as an object, its root element left out."""
    try:
        return next(iter(xml_file.read(archive.read(name).decode("utf-8-sig")).values()))
    except (KeyError, UnicodeDecodeError):
        raise CellError(f"its part {name} cannot be read.", f"无法读取其部件 {name}。") from None
    except UnusableError as error:
        said = error.problem.said
        raise CellError(f"its part {name} cannot be read: {said.en}", f"无法读取其部件 {name}：{said.zh}") from None


def _listed(part: Any, name: str) -> list[Any]:
    found = part.get(name, []) if isinstance(part, dict) else []
    return found if isinstance(found, list) else [found]


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet → the part that holds its cells."""
    book = next(
        str(relation.get("@Target", "")).lstrip("/")
        for relation in [*_listed(_part(archive, "_rels/.rels"), "Relationship"), {"@Target": "xl/workbook.xml"}]
        if str(relation.get("@Type", "/officeDocument")).endswith("/officeDocument")
    )
    folder, _, name = book.rpartition("/")
    related = _part(archive, f"{folder}/_rels/{name}.rels".lstrip("/"))
    targets = {r.get("@Id"): str(r.get("@Target", "")) for r in _listed(related, "Relationship")}
    found = {}
    for sheets in _listed(_part(archive, book), "sheets"):
        for sheet in _listed(sheets, "sheet"):
            target = targets.get(sheet.get("@id"))
            if target:
                found[str(sheet.get("@name"))] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return found


def _formatted(archive: zipfile.ZipFile) -> set[int]:
    """Entries of the table of strings of which parts are formatted: an inline text would lose that."""
    name = next((n for n in archive.namelist() if n.lower().endswith("/sharedstrings.xml")), None)
    entries = _listed(_part(archive, name), "si") if name else []
    return {n for n, entry in enumerate(entries) if isinstance(entry, dict) and ("r" in entry or "rPh" in entry)}


def _edited(content: bytes, texts: Mapping[str, str], rich: set[int]) -> bytes:
    """A sheet's XML with some cells replaced."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CellError("its sheet is not written in UTF-8.", "工作表不是 UTF-8 编码。")
    found = _spans(content, texts, rich)
    missing = next((cell for cell in texts if cell not in found), None)
    if missing is not None:
        raise CellError(f"cell {missing} cannot be found in its sheet.", f"在工作表中找不到单元格 {missing}。")
    for cell, (start, end) in sorted(found.items(), key=lambda item: item[1], reverse=True):
        old = content[start:end]
        opening = old[: old.index(b">") + 1]
        name = re.match(rb"<([\w:.-]+)", opening)
        assert name is not None
        prefix = name[1].decode().rpartition("c")[0]
        begin = _KIND.sub("", _EMPTY.sub(b">", opening).decode("utf-8"))[:-1].rstrip()
        text = escape(texts[cell])
        new = f'{begin} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is></{prefix}c>'
        content = content[:start] + new.encode("utf-8") + content[end:]
    return content


def _spans(content: bytes, texts: Mapping[str, str], rich: set[int]) -> dict[str, tuple[int, int]]:
    """Where the wanted cells begin and end, as offsets."""
    parser = expat.ParserCreate()
    found: dict[str, tuple[int, int]] = {}
    state: dict[str, str | int] = {}
    values: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c" and attributes.get("r") in texts:
            state.update(cell=attributes["r"], at=parser.CurrentByteIndex, kind=attributes.get("t", "n"))
            values.clear()
        elif "cell" in state and local == "f":
            raise CellError(f"cell {state['cell']} holds a formula.", f"单元格 {state['cell']} 是公式。")
        elif "cell" in state and local in ("r", "rPh"):
            raise _format(str(state["cell"]))

    def data(text: str) -> None:
        if "cell" in state:
            values.append(text)

    def end(name: str) -> None:
        if "cell" not in state or name.rpartition(":")[2] != "c":
            return
        cell = str(state["cell"])
        value = "".join(values).strip()
        if state["kind"] == "s" and value.isdigit() and int(value) in rich:
            raise _format(cell)
        found[cell] = (int(state["at"]), content.index(b">", parser.CurrentByteIndex) + 1)
        state.clear()

    def doctype(*_: object) -> None:
        raise CellError("its sheet declares a document type.", "工作表带有 DOCTYPE 声明。")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = data, doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CellError(f"its sheet cannot be read ({error}).", f"无法读取其工作表（{error}）。") from None
    return found


def _format(cell: str) -> CellError:
    return CellError(
        f"parts of the text of cell {cell} are formatted, which would be lost.",
        f"单元格 {cell} 的文字带有局部格式，修改会丢失格式。",
    )
