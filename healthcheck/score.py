"""One number for one scan, and why it moved.

    penalty of a rule = its heaviest finding × (1 + min(1, log₁₀(findings) / 4))
    score             = 100 ÷ (1 + Σ penalties ÷ 500), halved while a P0 stands

Only rules that were judged count, a rule that finds nothing costs nothing: so leaving a rule out never lowers the score,
and passing rules cannot drown a blocking one. Without a single judged rule there is no score. The formula never
saturates. A change is broken down so that the parts sum to it exactly (docs/explanation/history.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from healthcheck.language import Text
from healthcheck.states import Judged, Look, Seen, differ

#: Raised when the formula changes.
VERSION = 1

#: Sum of penalties that halves the score: about five critical findings, or a dozen rules with high ones.
HALF = 500.0

#: What is left of the score while a P0 stands, so that it is at most 50 then.
WITH_P0 = 0.5

#: Why a score moves. ``waived`` and ``waivers-expired`` are kept apart from what was really repaired or broke.
Part = Literal["rules-changed", "scope-changed", "waived", "waivers-expired", "fixed", "regressed"]
PARTS: tuple[Part, ...] = get_args(Part)

NAMES: dict[Part, Text] = {
    "fixed": Text("fixed", "已修复"),
    "regressed": Text("regressed", "新增或复发"),
    "rules-changed": Text("rules changed", "规则变化"),
    "scope-changed": Text("scope changed", "检查范围变化"),
    "waived": Text("waived", "新登记豁免"),
    "waivers-expired": Text("waivers expired", "豁免到期"),
}


@dataclass(frozen=True)
class Change:
    """How a score came from one scan to the next.

    Attributes:
        parts: one entry per :data:`Part`; their sum is exactly ``after - before``.
    """

    before: Decimal
    after: Decimal
    parts: dict[Part, Decimal]

    @property
    def total(self) -> Decimal:
        """The change."""
        return self.after - self.before


def score_of(look: Look) -> Decimal | None:
    """A scan's score, 0 to 100 with one decimal; None when no rule was judged."""
    if not any(rule.ran for rule in look.rules.values()):
        return None
    return _Board(look).score()


@dataclass
class _Entry:
    """What one rule costs: its findings that count, and how many more there are."""

    seen: dict[str, Seen]
    unlisted: int

    @property
    def penalty(self) -> float:
        count = len(self.seen) + self.unlisted
        if not self.seen or count < 1:
            return 0.0
        return max(s.score for s in self.seen.values()) * (1 + min(1.0, math.log10(count) / 4))


class _Board:
    """Findings that count, by rule; a change is played through on it part by part."""

    def __init__(self, look: Look) -> None:
        self.entries: dict[str, _Entry] = {}
        for rule in look.rules.values():
            if rule.ran:
                self.entries[rule.rule] = _Entry({}, 0)
        for mark, seen in look.seen.items():
            if not seen.waived and seen.rule in self.entries:
                self.entries[seen.rule].seen[mark] = seen
        for name, entry in self.entries.items():
            entry.unlisted = max(0, look.rules[name].count - len(entry.seen))

    def score(self) -> Decimal:
        # Summed in order of rule id: a score does not depend on the order in which rules were run.
        penalty = math.fsum(self.entries[name].penalty for name in sorted(self.entries))
        value = 100 / (1 + penalty / HALF)
        if any(s.priority == "P0" for entry in self.entries.values() for s in entry.seen.values()):
            value *= WITH_P0
        return Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def change(before: Look, after: Look) -> Change | None:
    """Why the score moved between two scans; None when one of them has none.

    What happened is played through in the order of :data:`PARTS`, and each part is what the score moved by then.
    """
    first, last = score_of(before), score_of(after)
    if first is None or last is None:
        return None
    board, goal = _Board(before), _Board(after)
    moves: dict[Part, list[_Move]] = {part: [] for part in PARTS}
    for name in sorted(set(before.rules) | set(after.rules)):
        _moves_of(name, before, after, board.entries.get(name), goal.entries.get(name), moves)
    parts: dict[Part, Decimal] = {}
    reached = first
    for part in PARTS:
        for move in moves[part]:
            move.play(board)
        now = board.score()
        parts[part] = now - reached
        reached = now
    return Change(first, last, parts)


@dataclass(frozen=True)
class _Move:
    """One step on the board: a rule's whole entry, or one finding of it, or how many are not listed."""

    rule: str
    entry: _Entry | None = None
    mark: str = ""
    seen: Seen | None = None
    unlisted: int | None = None

    def play(self, board: _Board) -> None:
        if self.mark:
            entry = board.entries[self.rule]
            if self.seen is None:
                entry.seen.pop(self.mark, None)
            else:
                entry.seen[self.mark] = self.seen
        elif self.unlisted is not None:
            board.entries[self.rule].unlisted = self.unlisted
        elif self.entry is None:
            board.entries.pop(self.rule, None)
        else:
            board.entries[self.rule] = _Entry(dict(self.entry.seen), self.entry.unlisted)


def _moves_of(
    name: str,
    before: Look,
    after: Look,
    old: _Entry | None,
    new: _Entry | None,
    moves: dict[Part, list[_Move]],
) -> None:
    was, now = before.rules.get(name), after.rules.get(name)
    if was is None or now is None or differ(was.digest, now.digest) or was.terms != now.terms:
        moves["rules-changed"].append(_Move(name, new))
        return
    if old is None or new is None:
        moves["scope-changed"].append(_Move(name, new))
        return
    sees_less = bool(now.cut or after.cut_short(now) or was.spoke - now.spoke or _lost(was, before, after))
    saw_less = bool(was.cut or before.cut_short(was) or now.spoke - was.spoke or _lost(now, after, before))
    for mark in sorted(set(old.seen) | set(new.seen)):
        one, other = old.seen.get(mark), new.seen.get(mark)
        if one == other:
            continue
        part: Part
        if one is None:
            accepted = mark in before.seen
            part = "waivers-expired" if accepted else "scope-changed" if saw_less else "regressed"
        elif other is None:
            accepted = mark in after.seen
            part = "waived" if accepted else "scope-changed" if sees_less else "fixed"
        else:
            part = "regressed" if other.score > one.score else "fixed"
        moves[part].append(_Move(name, mark=mark, seen=other))
    if old.unlisted != new.unlisted:
        part = "scope-changed" if sees_less or saw_less else "fixed" if new.unlisted < old.unlisted else "regressed"
        moves[part].append(_Move(name, unlisted=new.unlisted))


def _lost(rule: Judged, then: Look, now: Look) -> bool:
    """Whether a rule could read something then that it cannot read now."""
    return any(not now.visible(name) for name in then.sight(rule))
