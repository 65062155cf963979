"""Bytes → text: bounded reading, byte order marks, UTF-8 and the encodings Chinese tools write."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from pathlib import Path

from healthcheck.config.place import Lines, Spot
from healthcheck.config.problem import Problem, UnusableError
from healthcheck.language import Text

#: Largest file that is read; a configuration file is a fraction of that.
MAX_BYTES = 32 * 1024 * 1024

#: What every remark for healthcheck in a file contains.
REMARK = b"healthcheck"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """A regular file's content, never more than ``limit`` bytes.

    Raises:
        UnusableError: when it is too large, no regular file or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UnusableError("unreadable", f"it cannot be read: {said}.", f"无法读取：{said}。") from None
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnusableError("unreadable", "it is no regular file.", "不是普通文件。")
        data = b""
        if status.st_size <= limit:
            # Asked for as much as there is said to be: for more, memory would be taken and given back at every file.
            data = file.read(status.st_size + 1)
            while len(data) != status.st_size and (piece := file.read(min(1 << 20, limit + 1 - len(data)))):
                data += piece
        if status.st_size > limit or len(data) > limit:
            size, most = status.st_size // 1_000_000, limit // 1_000_000
            raise UnusableError(
                "too_large",
                f"it has {size} MB; at most {most} MB are read. Split it, or raise max-file-size in healthcheck.toml.",
                f"文件有 {size} MB，最多读取 {most} MB。请拆分，或在 healthcheck.toml 中调大 max-file-size。",
            )
        return data


def decode(data: bytes, marked: bool) -> tuple[str, list[Problem]]:
    """The text of a file, and what is wrong with its encoding.

    Args:
        marked: whether a byte order mark is usual (CSV for Excel) and so nobody's mistake.

    Raises:
        UnusableError: when it is neither UTF-8 nor UTF-16/32 with a mark nor GB18030; names the first bad byte.
    """
    mark, codec = next(((m, c) for m, c in _MARKS if data.startswith(m)), (b"", "utf-8"))
    problems = []
    body = data[len(mark) :]
    start = Spot(1, 1, 1, 1)
    if mark and (codec != "utf-8" or not marked):
        name = codec.upper().removesuffix("-LE").removesuffix("-BE")
        problems.append(
            Problem(
                "byte_order_mark",
                Text(
                    f"it starts with a byte order mark ({name}), at which many tools stop. Save it as UTF-8 without BOM.",
                    f"文件开头有 BOM 标记（{name}），许多工具会因此报错。请另存为不带 BOM 的 UTF-8。",
                ),
                start,
                found=name,
            )
        )
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        place = _place(body, error.start, codec)
        try:
            text = body.decode("gb18030") if not mark and b"\x00" not in body else ""
        except UnicodeDecodeError:
            text = ""
        if not text:
            raise UnusableError(
                "encoding",
                f"byte {error.start + len(mark)} is not valid {codec.upper()} ({error.reason}). Save the file as UTF-8.",
                f"第 {error.start + len(mark)} 字节不是合法的 {codec.upper()}。请另存为 UTF-8。",
                place,
            ) from None
        if not marked:
            problems.append(
                Problem(
                    "encoding",
                    Text(
                        "it is written in GBK/GB18030 and was read so; other tools will show garbage. Save it as UTF-8.",
                        "文件是 GBK/GB18030 编码，已按此读取；其他工具打开会乱码。请另存为 UTF-8。",
                    ),
                    place,
                    found="GB18030",
                )
            )
    if "\x00" in text:
        offset = text.index("\x00")
        raise UnusableError(
            "encoding",
            "it holds a NUL character: it is no text file, or was cut off.",
            "文件中有 NUL 字符：不是文本文件，或写入时中断。",
            Lines(text).spot(offset, offset + 1),
        )
    return text, problems


def _place(body: bytes, offset: int, codec: str) -> Spot:
    """The place of a bad byte, counted in what could be read before it."""
    before = body[:offset].decode(codec, "replace")
    line, column = Lines(before).at(len(before))
    return Spot(line, column, line, column + 1)


def mark_of(data: bytes) -> str:
    """A content's mark."""
    return hashlib.blake2b(data, digest_size=12).hexdigest()
