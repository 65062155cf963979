"""What the adapters for folders share: bounded reading, and the row of a file that could not be used."""

from __future__ import annotations

from pathlib import Path

from healthcheck.facts import ConfigFile
from healthcheck_bpmn.reader import MAX_BYTES, UnreadableError


def bytes_of(file: Path) -> bytes:
    """The file's content; a file that is too large is not read at all."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError("too_large", f"{size} bytes; at most {MAX_BYTES} are read")
        return file.read_bytes()
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or type(error).__name__) from None


def size_of(file: Path) -> int | None:
    """The file's size where the system tells."""
    try:
        return file.stat().st_size
    except OSError:
        return None


def below(root: Path, file: Path) -> str:
    """The path below the target's root, with `/`."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()


def refused(path: str, kind: str, size: int | None, error: UnreadableError) -> ConfigFile:
    """The row of a file that could not be used."""
    place = f":{error.line}:{error.column}" if error.line is not None else ""
    return ConfigFile(
        path=path,
        format=kind,
        bytes=size,
        problem=error.problem,
        line=error.line,
        column=error.column,
        detail=error.detail,
        origin=path + place,
    )
