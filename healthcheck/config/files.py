"""Which files of a repository are looked at, and marks of what they hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from healthcheck.config.problem import UnusableError
from healthcheck.config.settings import SKIPPED
from healthcheck.config.text import REMARK, mark_of, read_bytes
from healthcheck.errors import UsageError

MAX_FILES = 200_000


def walk(root: Path) -> Iterator[str]:
    """Paths of regular files below ``root`` with ``/``, in order; links to files that lie elsewhere are given too.

    Folders that begin with a dot, folders of tools and links to folders are passed over; so are links to files inside, which
    are met by their own name.

    Raises:
        UsageError: when there are more than ``MAX_FILES`` files.
    """
    real = root.resolve()
    count = 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as listed:
                entries = sorted(listed, key=lambda e: e.name)
        except OSError:
            continue
        below = []
        for entry in entries:
            path = f"{folder}{entry.name}"
            try:
                path.encode("utf-8")
                if entry.is_symlink():
                    if not (root / path).is_dir() and not (root / path).resolve().is_relative_to(real):
                        yield path
                elif entry.is_dir():
                    if not entry.name.startswith(".") and entry.name not in SKIPPED:
                        below.append(f"{path}/")
                elif entry.is_file():
                    count += 1
                    if count > MAX_FILES:
                        raise UsageError(
                            f"{root} holds more than {MAX_FILES:,} files. Name a smaller folder.",
                            f"{root} 下的文件超过 {MAX_FILES:,} 个，请指定更小的目录。",
                        )
                    yield path
            except (OSError, RuntimeError, UnicodeEncodeError):
                continue
        waiting.extend(reversed(below))


def seen(full: str) -> tuple[str, bool]:
    """The mark of a file's content, and whether it may have remarks for healthcheck, which is so where nobody can tell."""
    remarked = True
    try:
        if os.path.islink(full):  # noqa: PTH114 - asked of every file, and Path takes four times as long
            data = str(Path(full).resolve()).encode()
        else:
            data = read_bytes(full)
            remarked = REMARK in data
    except UnusableError:
        try:
            status = Path(full).stat()
            data = f"{status.st_size} {status.st_mtime_ns}".encode()
        except OSError:
            data = b"-"
    return mark_of(data), remarked


class Files:
    """The files of a repository, and marks of their content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.paths = list(walk(root))
        self._marks: dict[str, str] = {}
        self._plain: set[str] = set()

    def put(self, path: str, mark: str, remarked: bool) -> None:
        """The mark of a file that was read meanwhile, and whether it may have remarks for healthcheck."""
        self._marks[path] = mark
        if not remarked:
            self._plain.add(path)

    def mark(self, path: str) -> str:
        """The mark of a file's content; what is too large or cannot be read is marked by what can be seen of it."""
        if path not in self._marks:
            self.put(path, *seen(f"{self.root}/{path}"))
        return self._marks[path]

    def marks(self) -> dict[str, str]:
        """The marks of all files, in their order."""
        return {path: self.mark(path) for path in self.paths}

    def remarked(self) -> list[str]:
        """Files that may have remarks for healthcheck: all but those that were read and have none."""
        return [path for path in self.paths if path not in self._plain]
