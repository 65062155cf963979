"""Matching the free-text names of two sources: an ERP and a MES, a supplier's catalogue and the material master.

Names that nobody wrote by a rule share words and model numbers but no structure, so they are compared as bags of
three-character grams, the rarer a gram the more it counts (tf-idf, cosine). Two names match when each is the other's
best and they are alike enough. Mutual best matters more than the threshold: the result hardly moves between 0 and 0.35.

No array library is needed. For each name only the grams that are rare enough to lift a partner over the threshold are
looked up, so that common ones (“ 螺”, “ing”) are never multiplied out, and the rest is computed for the few that remain.
Names that are all alike leave many: 5,000 bolts, valves and cables against 5,000 take 12 s of CPU, twice as many four
times that. For two large sources match codes first and names of what is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt
from typing import NamedTuple

from healthcheck.matching.normalise import TABLE

#: Cosine below which two names have nothing to do with each other, though each may be the other's best.
THRESHOLD = 0.3

_WORDS = re.compile(r"[a-z0-9φ]+|[\u4e00-\u9fff]+")


class Match(NamedTuple):
    """A pair that belongs together: positions in the two sources, and how alike they are (0 to 1)."""

    a: int
    b: int
    score: float


def grams(text: str) -> Counter[str]:
    """The three-character grams of a name's words, each word with a space before and after it."""
    found: Counter[str] = Counter()
    for word in _WORDS.findall(text.translate(TABLE).lower()):
        padded = f" {word} "
        found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


def match_sources(a: Iterable[str | None], b: Iterable[str | None], threshold: float = THRESHOLD) -> list[Match]:
    """Pairs of names of two sources that are each other's best and at least ``threshold`` alike, in order of ``a``.

    Of several partners that are equally alike the first counts. A name finds at most one partner.
    """
    left = [grams(text or "") for text in a]
    right = [grams(text or "") for text in b]
    spread: Counter[str] = Counter()
    for bag in left:
        spread.update(bag.keys())
    for bag in right:
        spread.update(bag.keys())
    total = len(left) + len(right)
    weight = {gram: log(total / count) for gram, count in spread.items()}
    left_vectors = [_vector(bag, weight) for bag in left]
    right_vectors = [_vector(bag, weight) for bag in right]
    best_left, best_right = _best(left_vectors, right_vectors, threshold)
    return [
        Match(i, j, score)
        for i, (score, j) in enumerate(best_left)
        if score >= threshold and j >= 0 and best_right[j][1] == i
    ]


def _vector(bag: Counter[str], weight: dict[str, float]) -> dict[str, float]:
    """A unit vector, its rarest grams first."""
    raw = {gram: (1 + log(times)) * weight[gram] for gram, times in bag.items()}
    length = sqrt(sum(x * x for x in raw.values())) or 1.0
    return {gram: raw[gram] / length for gram in sorted(raw, key=lambda g: (-weight[g], g))}


def _best(
    left: Sequence[dict[str, float]], right: Sequence[dict[str, float]], threshold: float
) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
    """For every name of either side the best partner on the other and its cosine; -1 where none reaches the threshold."""
    index: dict[str, list[int]] = {}
    for j, vector in enumerate(right):
        for gram in vector:
            index.setdefault(gram, []).append(j)
    best_left = [(0.0, -1)] * len(left)
    best_right = [(0.0, -1)] * len(right)
    for i, vector in enumerate(left):
        candidates: set[int] = set()
        rest = 1.0  # squared length of what has not been looked up
        for gram, x in vector.items():
            # A partner that shares none of the grams so far cannot reach the threshold with the rest.
            if rest < threshold * threshold:
                break
            candidates.update(index.get(gram, ()))
            rest -= x * x
        for j in sorted(candidates):
            other = right[j]
            score = sum([x * other[gram] for gram, x in vector.items() if gram in other])
            if score > best_left[i][0]:
                best_left[i] = (score, j)
            if score > best_right[j][0]:
                best_right[j] = (score, i)
    return best_left, best_right
