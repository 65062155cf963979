"""CSV files: encoding, separator, and rows with the line they start on."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from healthcheck.facts import TableSpec
from healthcheck_files.problems import RefusedError, plain

#: Largest file that is read.
MAX_BYTES = 4_000_000_000

#: Longest cell. A quote that is never closed would otherwise swallow the rest of the file.
MAX_CELL = 4_000_000

_SEPARATORS = (",", ";", "\t")


def encoding_of(path: Path, shown: str) -> str:
    """The encoding a text file is written in: UTF-8, UTF-16 with a mark, or GB18030.

    Raises:
        RefusedError: when it is none of these; names the line of the first byte that is not UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    line = _first_bad_line(path, "utf-8")
    if line is None:
        return "utf-8-sig"
    if _first_bad_line(path, "gb18030") is None:
        return "gb18030"
    raise RefusedError(
        "encoding",
        f"{shown}:{line}: the text is neither UTF-8 nor GB18030. Save the file as UTF-8.",
        f"{shown}:{line}：文本既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8。",
        line=line,
    )


def _first_bad_line(path: Path, encoding: str) -> int | None:
    """The line of the first byte that is not valid, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(1 << 20)
            if b"\x00" in block:
                return line + block.count(b"\n", 0, block.index(b"\x00"))
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + error.object.count(b"\n", 0, error.start)
            if not block:
                return None
            line += block.count(b"\n")


def names(path: Path) -> list[str]:
    """The names in the first line, whatever separates them; for guessing what a file was meant to be."""
    with path.open("rb") as file:
        first = file.readline(100_000).decode("utf-8-sig", "replace")
    return [n.strip(' "') for n in re.split(r"[,;\t|]", first.strip())]


def read(path: Path, spec: TableSpec, encoding: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Records of a CSV file with the line each starts on, the header first.

    Raises:
        RefusedError: where the text stops being CSV; what came before has been given.
    """
    csv.field_size_limit(MAX_CELL)
    # newline="" leaves line ends inside quotes alone, and the reader counts lines by itself.
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(MAX_CELL)
        skipped = 0
        separator = None
        if first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == 5:
            separator, skipped = first[4], 1
            first = file.readline(MAX_CELL)
        separator = separator or _separator(first, spec)
        file.seek(0)
        for _ in range(skipped):
            file.readline()
        reader = csv.reader(file, delimiter=separator, strict=True)
        line = skipped + 1
        try:
            for record in reader:
                if record:
                    yield line, record
                line = skipped + reader.line_num + 1
        except csv.Error as error:
            last = skipped + reader.line_num
            raise RefusedError(
                "syntax",
                f"{shown}:{line}: the record that starts here (up to line {last}) is no CSV: {error}. Look for a double"
                " quote that is not closed or not doubled; nothing after it was read.",
                f"{shown}:{line}：从此行开始（到第 {last} 行）的记录不是合法 CSV：{error}。"
                "请检查未闭合或未成对的双引号；其后内容未读取。",
                spec.name,
                line,
            ) from None


def _separator(first: str, spec: TableSpec) -> str:
    """The separator that makes most of the first line known columns; a comma where nothing tells."""

    def known(separator: str) -> int:
        try:
            names = next(csv.reader(StringIO(first), delimiter=separator), [])
        except csv.Error:
            return 0
        return sum(plain(name) in spec.columns for name in names)

    return max(_SEPARATORS, key=known)
