"""How far facts were collected: what became of each statement, and of a fact table as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from healthcheck.language import Text

State = Literal["absent", "empty", "partial", "complete"]


@dataclass
class Part:
    """What became of one statement (or reader) that was to fill a fact table.

    Attributes:
        failed: something that is there could not be read whole: no permission, time limit, ceiling, lost connection.
    """

    fact: str
    source: str
    state: State
    reason: Text | None = None
    statement: str = ""
    rows: int = 0
    ms: float = 0.0
    known: tuple[str, ...] = ()
    unknown: dict[str, Text] = field(default_factory=dict)
    failed: bool = False


@dataclass(frozen=True)
class Coverage:
    """How far one fact table was collected: its parts taken together.

    Attributes:
        cut: rows that exist are not here (ceiling, time limit, permission, lost connection), so that nothing can be
            said to be missing from the table.
    """

    fact: str
    state: State
    rows: int
    reasons: tuple[Text, ...]
    known: frozenset[str]
    unknown: dict[str, Text]
    cut: bool = False
