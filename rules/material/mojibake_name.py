"""
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["go-live"]
confidence = "likely"
checks   = ["DM07"]

[en]
title   = "Garbled material text"
message = "{text} is garbled{meant}: the text was read in the wrong character set on its way in."
fix     = "Load the text again from the source with the right character set. Characters that became a replacement mark or ? are lost and cannot be computed back."
[zh]
title   = "物料名称或规格乱码"
message = "「{text}」是乱码{meant}：导入时用错了字符集。"
fix     = "用正确的字符集从源数据重新导入。已经变成问号或替换符的字符无法还原，只能重导。"
"""

import re
from collections.abc import Iterator
from typing import Any

from healthcheck import Table, joined

#: U+FFFD, what U+FFFD becomes when read as GBK, and what uninitialised memory looks like.
_LOST = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯|\\?{3,}")
#: Rows whose texts are looked at together, first many, then few, before any is looked at by itself.
_BLOCK, _PART = 20_000, 200
_LATIN_RUN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]{2,}")


def check(named_material: Table[Any]) -> Iterator[dict[str, object]]:
    for block in named_material.arrow().to_batches(max_chunksize=_BLOCK):
        if not _suspicious(block):
            continue
        for start in range(0, block.num_rows, _PART):
            part = block.slice(start, _PART)
            if _suspicious(part):
                yield from _findings(*(part[name].to_pylist() for name in ("material_id", "name", "specification")))


def _suspicious(rows: Any) -> bool:
    """Whether a block of texts has anything that garbled text needs: most blocks have not, and are passed at once."""
    texts = joined(rows["name"]) + joined(rows["specification"])
    if texts.isascii():
        return "???" in texts
    if _LOST.search(texts) or _LATIN_RUN.search(texts):
        return True
    try:
        texts.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _findings(keys: list[str], names: list[str], specifications: list[str | None]) -> Iterator[dict[str, object]]:
    for material_id, name, specification in zip(keys, names, specifications, strict=True):
        for text in (name, specification):
            meant = _garbled(text) if text else None
            if meant is not None:
                yield {
                    "material_id": material_id,
                    "text": text,
                    "meant": f" ({meant})" if meant else "",
                    # Some people write ??? where they do not know yet.
                    "confidence": "possible" if "???" in text else "likely",
                }
                break


def _garbled(text: str) -> str | None:
    """What the text was meant to be, '' when that is lost, None when nothing is wrong with it."""
    if text.isascii():
        return "" if _all_lost(text) else None
    if _LOST.search(text):
        return ""
    return _utf8_as_gbk(text) or _as_latin(text)


def _all_lost(text: str) -> bool:
    """Every letter became a question mark: a real name that ends in ??? still says something."""
    return "???" in text and not re.search("[A-Za-z]", text)


def _utf8_as_gbk(text: str) -> str | None:
    """UTF-8 read as GBK: rare characters that, written as GBK, are UTF-8 for common ones."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        pass
    else:
        return None  # the misreading nearly always leaves a character outside the everyday set
    try:
        # A text of odd length loses its last byte to the character after it.
        meant = text.rstrip("?？").encode("gbk").decode("utf-8")
        meant.encode("gb2312")
    except UnicodeError:
        return None
    return meant if sum("\u4e00" <= c <= "\u9fff" for c in meant) >= 2 else None


def _as_latin(text: str) -> str | None:
    """UTF-8 or GBK read as Latin-1 or Windows-1252."""
    if not _LATIN_RUN.search(text):
        return None
    for latin in ("cp1252", "latin-1"):
        try:
            raw = text.encode(latin)
        except UnicodeEncodeError:
            continue
        meant = _decoded(raw, "utf-8")
        # Ø½ and Å² are UTF-8 too, for letters nobody meant: only what Chinese and Western texts are made of counts.
        if meant is not None and all(c <= "\u00ff" or "\u2010" <= c <= "\u2122" or _chinese(c) for c in meant):
            return meant
        # Two Chinese characters make a run of four accented letters, which no European word has.
        if re.search("[\u00a1-\u00fe]{4,}", text):
            meant = _decoded(raw, "gb2312")
            if meant is not None and all(c.isascii() or "\u4e00" <= c <= "\u9fff" for c in meant):
                return meant
    return None


def _decoded(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None


def _chinese(character: str) -> bool:
    return "\u3000" <= character <= "\u303f" or "\u4e00" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e"
