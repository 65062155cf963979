"""Which files of a repository are looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from healthcheck.config.settings import SKIPPED
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
