"""What is examined: a database URL, a folder of files, or a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from healthcheck.errors import UsageError

#: Bounds on what is read from a folder.
MAX_FILES = 200_000

#: What makes a folder of Parquet a snapshot.
SNAPSHOT_MARK = "healthcheck-snapshot.json"

_SQLITE_MAGIC = b"SQLite format 3\x00"
_DUCKDB_MAGIC = b"DUCK"


@dataclass(frozen=True)
class Target:
    """A target as the user named it.

    Attributes:
        system: name of the system it belongs to (``erp=URL``); empty where nobody said.
    """

    kind: Literal["database", "folder", "snapshot"]
    text: str
    system: str = ""

    @property
    def path(self) -> Path:
        """The path of a folder or snapshot."""
        return Path(self.text)


#: ``erp=URL``: a name for the system, as reports show it.
_NAMED = re.compile(r"([^\W\d_][\w.-]{0,39})=(.+)", re.DOTALL)


def read_target(text: str) -> Target:
    """Tell what kind of target a text names; ``name=target`` says which system it is.

    Raises:
        UsageError: when it is no URL and nothing lies at that path.
    """
    named = _NAMED.fullmatch(text)
    if named and not Path(text).exists():
        return replace(read_target(named[2]), system=named[1])
    if "://" in text:
        return Target("database", text)
    path = Path(text)
    if path.is_dir():
        return Target("snapshot" if (path / SNAPSHOT_MARK).is_file() else "folder", text)
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(16)
        if head == _SQLITE_MAGIC:
            return Target("database", f"sqlite:///{path}")
        if head[8:12] == _DUCKDB_MAGIC or path.suffix == ".duckdb":
            return Target("snapshot", text)
        raise UsageError(
            f"{path} is neither a snapshot nor an SQLite file. Fact files are given as the folder that holds them.",
            f"{path} 既不是快照也不是 SQLite 文件。事实文件请指定其所在的目录。",
        )
    raise UsageError(
        f"There is nothing at {text}. Give a database URL (kind://user:password@host/database), a folder or a snapshot.",
        f"{text} 不存在。请给出数据库地址（类型://用户:密码@主机/库名）、目录或快照文件。",
    )


def walk(root: Path, *patterns: str) -> Iterator[Path]:
    """Files below ``root`` whose path matches a pattern, in a stable order; links that lead out are passed over.

    Raises:
        UsageError: when there are more than ``MAX_FILES`` files.
    """
    real = root.resolve()
    seen = 0
    for path in sorted(root.rglob("*")):
        seen += 1
        if seen > MAX_FILES:
            raise UsageError(
                f"{root} holds more than {MAX_FILES} files. Name a smaller folder.",
                f"{root} 下的文件超过 {MAX_FILES} 个，请指定更小的目录。",
            )
        relative = path.relative_to(root)
        if any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(real):
            continue
        name = relative.as_posix().lower()
        if any(fnmatch(name, p.lower()) or fnmatch(path.name.lower(), p.lower()) for p in patterns):
            yield path
