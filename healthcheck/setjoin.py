"""Exact join of sets that are almost equal, for rules that look for near-copies.

Comparing every set with every other grows with the square of their number. Two filters leave few pairs to compare, and
lose none:

- *size*: sets that differ by at most ``k`` members differ in size by at most ``k``;
- *prefix*: write the members of all sets in one order, rarest first. When at most ``p`` members of one set are missing
  from another, one of its first ``p + 1`` members is in the other. Few sets share a rare member.

What passes both is verified, so the result is exact. Cost: linear in the members, plus the pairs that share a rare
member, which for skewed data is a small multiple of the result; data in which no member is rare makes it quadratic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple


class Near(NamedTuple):
    """Two sets that are almost equal; ``one`` is the smaller, of two equally large ones the first in the mapping."""

    one: Any
    other: Any
    common: int
    different: int


def near_pairs(sets: Mapping[Any, Collection[Hashable]], at_most: int, at_least: int = 1) -> Iterator[Near]:
    """Every pair of sets that differ by at most ``at_most`` members and have ``at_least`` in common, each once.

    Args:
        sets: members by key; a member that is listed twice counts once.
        at_most: bound on the members that only one of the two has, both sides together. 0 finds equal sets.
        at_least: bound on common members; small sets differ by little without being alike.

    Raises:
        ValueError: when a bound makes no sense.
    """
    if at_most < 0 or at_least < 1:
        raise ValueError("at_most must be 0 or more, at_least 1 or more")
    unique = ((key, frozenset(members)) for key, members in sets.items())
    ordered = sorted((entry for entry in unique if len(entry[1]) >= at_least), key=lambda entry: len(entry[1]))
    frequency = Counter(chain.from_iterable(members for _, members in ordered))
    # Equally rare members in the order they were first seen: any one order for all sets will do.
    rank = {member: place for place, (member, _) in enumerate(sorted(frequency.items(), key=lambda f: f[1]))}
    # (member, size of the set) → sets seen so far that have it among their first members, and at which place
    index: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, (key, members) in enumerate(ordered):
        size = len(members)
        first = sorted([rank[m] for m in members])[: at_most + 1]
        candidates: set[int] = set()
        for gap in range(min(at_most, size - at_least) + 1):
            # The smaller set has `size - gap` members, of which at most `lost` are not in this one.
            lost = (at_most - gap) // 2
            for member in first[: lost + gap + 1]:
                for other, place in index.get((member, size - gap), ()):
                    if place <= lost:
                        candidates.add(other)
        for candidate in sorted(candidates):
            smaller_key, smaller = ordered[candidate]
            common = len(smaller & members)
            different = size + len(smaller) - 2 * common
            if different <= at_most and common >= at_least:
                yield Near(smaller_key, key, common, different)
        for place, member in enumerate(first[: at_most // 2 + 1]):
            index[member, size].append((number, place))
