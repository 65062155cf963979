"""Code patterns that nobody wrote down: what the codes of a category have in common, and which do not follow.

A code is cut into runs of letters, runs of digits and the signs between. Codes with the same sequence of runs are laid
over each other: a run that is always the same becomes itself, one with a handful of values a choice, everything else its
kind and length. What the pattern then matches is its support, what it does not are the outliers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_RUNS = re.compile(r"[A-Z]+|[a-z]+|[0-9]+|[\u4e00-\u9fff]+|.", re.DOTALL)
#: Kind of a run → how a pattern says it.
_CLASSES = {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]", "文": "[\u4e00-\u9fff]"}
#: A value that this share of the codes has is the pattern's own; rarer ones are outliers.
_LITERAL = 0.98
#: At most so many values are listed as a choice, each of at least so many codes.
_CHOICES, _EACH = 8, 3
#: Longest code looked at, and most runs: anything beyond is no code.
_LONGEST, _MOST_RUNS = 64, 16


@dataclass(frozen=True)
class Pattern:
    """The prevailing pattern of one category's codes.

    Attributes:
        category: key of the category; None = all materials together.
        regex: what the whole code must match.
        prefix: what every code begins with; '' when that differs.
        codes: how many codes were looked at.
        support: how many of them match.
        example: one that does.
        outliers: those that do not, in order.
    """

    category: str | None
    regex: str
    prefix: str
    codes: int
    support: int
    example: str
    outliers: tuple[str, ...]

    @property
    def share(self) -> float:
        """How many codes match, from 0 to 1."""
        return self.support / self.codes


def infer_patterns(codes: Iterable[tuple[str | None, str]], at_least: int = 20, share: float = 0.8) -> list[Pattern]:
    """The prevailing pattern of every category that has one, by category.

    Args:
        codes: category and code of every material in use.
        at_least: categories with fewer codes are passed over.
        share: of a category's codes that a pattern must match to prevail.
    """
    by_category: defaultdict[str | None, list[str]] = defaultdict(list)
    for category, code in codes:
        if code and len(code) <= _LONGEST:
            by_category[category].append(code)
    found = (
        _prevailing(category, members, share)
        for category, members in sorted(by_category.items(), key=lambda item: (item[0] is None, item[0] or ""))
        if len(members) >= at_least
    )
    return [pattern for pattern in found if pattern is not None]


def _prevailing(category: str | None, codes: list[str], share: float) -> Pattern | None:
    groups: defaultdict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for code in sorted(codes):
        runs = _RUNS.findall(code)
        if len(runs) <= _MOST_RUNS:
            groups[tuple(map(_kind, runs))].append(runs)
    if not groups:
        return None
    kinds, rows = max(groups.items(), key=lambda item: (len(item[1]), item[0]))
    parts = [_part(kind, [row[i] for row in rows]) for i, kind in enumerate(kinds)]
    regex = "".join(parts)
    matches = re.compile(regex).fullmatch
    good = sorted(code for code in codes if matches(code))
    if not good or len(good) < len(codes) * share or not _says_something(parts):
        return None
    return Pattern(
        category,
        regex,
        _prefix(parts),
        len(codes),
        len(good),
        good[0],
        tuple(sorted(code for code in codes if not matches(code))),
    )


def _kind(run: str) -> str:
    first = run[0]
    if first.isascii() and first.isdigit():
        return "9"
    if "A" <= first <= "Z":
        return "A"
    if "a" <= first <= "z":
        return "a"
    return "文" if "\u4e00" <= first <= "\u9fff" else run


def _part(kind: str, values: Sequence[str]) -> str:
    """What one run of the codes has in common, as a regular expression."""
    if kind not in _CLASSES:
        return re.escape(kind)
    total = len(values)
    counted = Counter(values).most_common()
    if counted[0][1] >= total * _LITERAL and total > 1:
        return re.escape(counted[0][0])
    often = [value for value, times in counted if times >= max(_EACH, total * (1 - _LITERAL))]
    if 1 < len(often) <= _CHOICES and sum(times for value, times in counted if value in often) >= total * _LITERAL:
        return "(?:" + "|".join(sorted(map(re.escape, often))) + ")"
    lengths = Counter(map(len, values))
    kept = [length for length, times in lengths.items() if times >= max(_EACH, total * (1 - _LITERAL))]
    kept = kept or [max(lengths, key=lambda length: (lengths[length], length))]
    low, high = min(kept), max(kept)
    # A running number outgrows its digits: 999, then 1000.
    return _CLASSES[kind] + (f"{{{low}}}" if low == high else f"{{{low},{high}}}")


def _says_something(parts: list[str]) -> bool:
    """One run of anything is no rule, unless its length is."""
    return len(parts) > 1 or "," not in parts[0]


def _prefix(parts: list[str]) -> str:
    return "".join(re.sub(r"\\(.)", r"\1", part) for part in _leading(parts))


def _leading(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if part.startswith(("[", "(?:")):
            return
        yield part
