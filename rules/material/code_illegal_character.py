"""
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "codes"]
checks   = ["MC01", "DM07"]

[en]
title   = "Material code with characters that do not belong there"
message = "Code {shown} holds {characters}: what is typed, scanned or exported no longer matches it."
fix     = "Clean the code in the master and in everything that stores it as text (labels, interfaces, spreadsheets), and let the import trim and check codes."
[zh]
title   = "物料编码含非法字符"
message = "编码 {shown} 中有 {characters}：照着屏幕录入、扫码或导出后，都对不上这条档案。"
fix     = "在主数据以及按文本保存编码的地方（标签、接口、表格）一并清理，并在导入时去空格、校验字符。"
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from healthcheck import Table, joined

#: Never right in a code: controls, spaces other than the ordinary one, what is not seen, and a space at either end.
_WRONG = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2060\u2066-\u2069\u3000\ufeff\ufffd]|^ | $"
)
#: Full-width letters, digits and the signs that join them: look right, compare different.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ－．／＿＃＊＋]")
#: Pictures, and signs that are one character for several (№, ㎜, Ⅱ): no scanner reads and no keyboard has them.
_ODD = re.compile(
    "[\u2100-\u214f\u2150-\u218f\u2460-\u24ff\u2600-\u27bf\u3200-\u33ff\ue000-\uf8ff\ufe0f\U0001f000-\U0001faff]"
)
#: They break CSV files and formulas or change by themselves in a word processor, but some shops mean the inch.
#: Rows whose codes are looked at together, first many, then few, before any is looked at by itself.
_BLOCK, _PART = 20_000, 500
_QUOTE = re.compile('["“”‘’″′]')


def check(coded_material: Table[Any]) -> Iterator[dict[str, object]]:
    for block in coded_material.arrow().to_batches(max_chunksize=_BLOCK):
        if _plain(block):
            continue
        for start in range(0, block.num_rows, _PART):
            part = block.slice(start, _PART)
            if not _plain(part):
                yield from _findings(part["material_id"].to_pylist(), part["code"].to_pylist())


def _plain(rows: Any) -> bool:
    """Whether all codes are printable ASCII without spaces or quotes: most blocks are, and are passed at once."""
    codes = joined(rows["code"])
    return codes.isascii() and codes.isprintable() and not any(sign in codes for sign in " \"'")


def _findings(keys: list[str], codes: list[str]) -> Iterator[dict[str, object]]:
    for material_id, code in zip(keys, codes, strict=True):
        found = _WRONG.findall(code)
        confidence = "certain"
        if not found:
            found = _WIDE.findall(code) or _ODD.findall(code)
            confidence = "likely"
        if not found:
            found = _QUOTE.findall(code)
            confidence = "possible"
        if found:
            yield {
                "material_id": material_id,
                "shown": _shown(code),
                "characters": ", ".join(dict.fromkeys(map(_named, found))),
                "confidence": confidence,
            }


def _shown(code: str) -> str:
    """The code in quotes, with what cannot be seen written out."""
    return "'" + "".join(f"<{ord(c):04X}>" if _WRONG.match(c) and c != " " else c for c in code) + "'"


def _named(character: str) -> str:
    """`U+200B ZERO WIDTH SPACE`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" {name}" if name else "")
