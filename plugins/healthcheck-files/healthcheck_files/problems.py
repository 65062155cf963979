"""What can be wrong with a file, said so that the person who wrote it can repair it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["unreadable", "too_large", "too_deep", "encoding", "syntax", "forbidden", "unknown"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; ``table`` is the fact table that suffers from it, where that is known."""

    kind: Kind
    en: str
    zh: str
    table: str | None = None
    line: int | None = None


class RefusedError(Exception):
    """The file, sheet or table cannot be used at all."""

    def __init__(self, kind: Kind, en: str, zh: str, table: str | None = None, line: int | None = None) -> None:
        self.problem = Problem(kind, en, zh, table, line)
        super().__init__(en)


def nearest(name: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """The known name most like ``name``, if any is like it."""
    found = difflib.get_close_matches(plain(name), list(known), 1, cutoff)
    return found[0] if found else None


def plain(name: str) -> str:
    """A table's or column's name as it is compared: case, spaces and dashes do not matter."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


@dataclass
class Places:
    """Rows with the same trouble: counted, and the first few named."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < 3:
            self.first.append(place)

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def en(self) -> str:
        """The places in English."""
        return ", ".join(self.first) + (f" and {self.count - len(self.first)} more" if self.count > 3 else "")

    @property
    def zh(self) -> str:
        """The places in Chinese."""
        return "、".join(self.first) + (f" 等 {self.count} 处" if self.count > 3 else "")
