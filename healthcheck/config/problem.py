"""What can be wrong with a file before any rule looks at it: one class, one list of kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from healthcheck.config.place import Spot
from healthcheck.language import Text

Kind = Literal[
    "unreadable", "too_large", "encoding", "byte_order_mark", "syntax", "too_deep", "forbidden", "tag", "duplicate_key",
    "schema", "schema_file", "mapping", "value",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file.

    Attributes:
        said: what was found, what was expected and what to do, as one sentence.
        pointer: JSON Pointer to the value at fault, where there is one.
        expected: what would be right, shortened; for schema errors the part of the schema.
        nearest: the allowed value or name most like the one found.
        whole: nothing of the file could be used.
    """

    kind: Kind
    said: Text
    spot: Spot = field(default_factory=Spot)
    pointer: str = ""
    keyword: str = ""
    expected: str = ""
    found: str = ""
    nearest: str = ""
    whole: bool = False


class UnusableError(Exception):
    """Nothing of the file can be used."""

    def __init__(self, kind: Kind, en: str, zh: str, spot: Spot | None = None) -> None:
        self.problem = Problem(kind, Text(en, zh), spot or Spot(), whole=True)
        super().__init__(en)
