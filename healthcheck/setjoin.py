"""Exact join of sets that are almost equal, for rules that look for near-copies.

Comparing every set with every other grows with the square of their number. Two filters leave few pairs to compare, and
lose none:

- *size*: sets that differ by at most ``k`` members differ in size by at most ``k``;
- *prefix*: write the members of all sets in one order, rarest first. When at most ``p`` members of one set are missing
  from another, one of its first ``p + 1`` members is in the other. Few sets share a rare member.

What passes both is verified, first by a few more members and then by all, so the result is exact. Cost: sorting the members, plus the pairs that share a rare member,
which for skewed data is a small multiple of the result; data in which no member is rare makes it quadratic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

#: First members that two sets are compared by before all of them are.
_GLANCE = 6


class Near(NamedTuple):
    """Two sets that are almost equal; ``one`` is the smaller, of two equally large ones that with the smaller key."""

    one: Any
    other: Any
    common: int
    different: int
    only_one: list[Any]
    only_other: list[Any]


def near_pairs(
    keys: pa.ChunkedArray,
    members: pa.ChunkedArray,
    at_most: int,
    at_least: int = 1,
    rooms: Mapping[Any, Hashable] | None = None,
) -> Iterator[Near]:
    """Every pair of sets that differ by 1 to ``at_most`` members and have ``at_least`` in common, each once.

    Of equal sets (which a hash finds) only that with the smallest key takes part, so that copies do not multiply pairs.

    Args:
        keys: with ``members`` the sets, one row per set and member in any order; neither may be null.
        members: what the set named beside it holds; a member listed twice counts once.
        at_most: bound on the members that only one of the two has, both sides together.
        at_least: bound on common members; small sets differ by little without being alike.
        rooms: room of each set that takes part; only sets of one room are compared. All are in one room by default.

    Raises:
        ValueError: when a bound makes no sense.
    """
    if at_most < 1 or at_least < 1:
        raise ValueError("at_most and at_least must be 1 or more")
    sets = _Sorted(keys, members)
    first_of: dict[tuple[int, bytes], int] = {}
    room_numbers: dict[Hashable, int] = {}
    entries: list[tuple[int, Any, int, int]] = []
    for number, key in sorted(enumerate(sets.keys), key=lambda entry: entry[1]):
        if rooms is not None and key not in rooms:
            continue
        size = sets.size(number)
        if size < at_least:
            continue
        room = room_numbers.setdefault(rooms[key] if rooms is not None else None, len(room_numbers))
        if first_of.setdefault((room, sets.content(number)), number) == number:
            entries.append((size, key, number, room))
    entries.sort(key=lambda entry: entry[0])
    # (room, member, size of the set) → sets seen so far with it among their first members, and at which place
    index: defaultdict[tuple[int, int, int], list[tuple[int, int]]] = defaultdict(list)
    for place_of_set, (size, key, number, room) in enumerate(entries):
        first = sets.first(number, at_most + 1)
        candidates: set[int] = set()
        for gap in range(min(at_most, size - at_least) + 1):
            # The smaller set has `size - gap` members, of which at most `lost` are not in this one.
            lost = (at_most - gap) // 2
            for member in first[: lost + gap + 1]:
                for other, place in index.get((room, member, size - gap), ()):
                    if place <= lost:
                        candidates.add(other)
        begin = sets.first(number, at_most + _GLANCE)
        for candidate in sorted(candidates):
            _, smaller_key, smaller, _ = entries[candidate]
            if _apart(sets.first(smaller, at_most + _GLANCE), begin, at_most):
                continue
            here, there = sets.all(smaller), sets.all(number)
            common = len(here & there)
            different = len(here) + size - 2 * common
            if different <= at_most and common >= at_least:
                yield Near(smaller_key, key, common, different, sets.names(here - there), sets.names(there - here))
        for place, member in enumerate(first[: at_most // 2 + 1]):
            index[room, member, size].append((place_of_set, place))


def _apart(one: list[int], other: list[int], at_most: int) -> bool:
    """Whether the first members of two sets, in order, tell already that they differ by more."""
    end = min(one[-1], other[-1])  # up to here both are known in full
    return len({m for m in one if m <= end} ^ {m for m in other if m <= end}) > at_most


class _Sorted:
    """Sets as runs of numbers in one array, the rarest member of each first; sorted by Arrow, sliced by Python."""

    def __init__(self, keys: pa.ChunkedArray, members: pa.ChunkedArray) -> None:
        own, held = (_encoded(column) for column in (keys, members))
        self.keys: list[Any] = own.dictionary.to_pylist()
        # How often each member occurs decides its rank; equally rare ones stand in any one order.
        counts = held.indices.value_counts()
        order = counts.field("values").take(pc.sort_indices(counts.field("counts")))
        self.width = max(1, len(held.dictionary))
        ranks = pc.sort_indices(order).cast(pa.int64())  # the inverse of a permutation
        self.by_rank = held.dictionary.take(order).to_pylist()
        pairs = pc.add(pc.multiply(own.indices.cast(pa.int64()), self.width), ranks.take(held.indices)).unique()
        ordered = pairs.take(pc.sort_indices(pairs))
        self.bounds = [0] * (len(self.keys) + 1)
        for run in pc.divide(ordered, self.width).value_counts().to_pylist():
            self.bounds[run["values"] + 1] = run["counts"]
        for number in range(len(self.keys)):
            self.bounds[number + 1] += self.bounds[number]
        within = pc.subtract(ordered, pc.multiply(pc.divide(ordered, self.width), self.width))
        self.flat = memoryview(within.buffers()[1] or b"").cast("q")

    def size(self, number: int) -> int:
        return self.bounds[number + 1] - self.bounds[number]

    def content(self, number: int) -> bytes:
        return self.flat[self.bounds[number] : self.bounds[number + 1]].tobytes()

    def first(self, number: int, count: int) -> list[int]:
        start = self.bounds[number]
        return self.flat[start : min(start + count, self.bounds[number + 1])].tolist()

    def all(self, number: int) -> set[int]:
        return set(self.flat[self.bounds[number] : self.bounds[number + 1]].tolist())

    def names(self, ranks: set[int]) -> list[Any]:
        return [self.by_rank[rank] for rank in sorted(ranks)]


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """One array of numbers with what each stands for."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # what combining gives depends on Arrow's version
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
    return whole.dictionary_encode()
