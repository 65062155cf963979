"""Public sets for matching two sources, read from a folder that the user has; nothing of them lies in the repository.

Two notations, one folder per set:

- tables: two CSV files and a third of true pairs, named `gt`, `truth`, `perfect` or `matches` something; any of `,|#%;` or a tab
  between columns; the first column is the key, `name` or `title` (also as the end of a longer heading) the name. So come the
  sets of the University of Leipzig (Abt-Buy, Amazon-GoogleProducts, DBLP-ACM) and those that pyJedAI keeps.
- labelled pairs: `train.txt`, `valid.txt`, `test.txt` with `COL name VAL … <tab> COL name VAL … <tab> 0|1` a line, as Ditto keeps
  the sets of Magellan and DeepMatcher (Beer, iTunes-Amazon, Walmart-Amazon …). Only a part of all pairs is labelled there: every record
  is matched, with no training, and a pair that nobody labelled counts neither way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str]

_TRUTH = re.compile(r"(?i)^(gt|ground|truth|perfect|match)")
_NAME = re.compile(r"(?i)(^|[^a-z])(name|title)$")


@dataclass(frozen=True)
class TwoSources:
    """Names by key of two sources, and which pairs belong together."""

    title: str
    left: dict[str, str]
    right: dict[str, str]
    true: frozenset[Pair]
    #: Pairs whose answer is known; None: of all of them.
    labelled: frozenset[Pair] | None = None

    def score(self, found: Iterable[Pair]) -> tuple[float, float, float]:
        """Precision, recall and F1 of the pairs that a matcher found."""
        judged = set(found) if self.labelled is None else set(found) & self.labelled
        hit = len(judged & self.true)
        return hit / max(1, len(judged)), hit / max(1, len(self.true)), 2 * hit / max(1, len(judged) + len(self.true))


def read_sets(folder: Path) -> Iterator[TwoSources]:
    """Every set below a folder, by its name; a folder that holds none of the two notations is passed over."""
    for below in sorted(p for p in (folder, *folder.rglob("*")) if p.is_dir()):
        tables = sorted(p for p in below.glob("*.csv"))
        truths = [p for p in tables if _TRUTH.match(p.stem)]
        rest = [p for p in tables if p not in truths]
        if len(rest) == 2 and len(truths) == 1:
            yield from_tables(below.name, rest[0], rest[1], truths[0])
        labelled = [p for p in (below / f"{part}.txt" for part in ("train", "valid", "test")) if p.is_file()]
        if labelled:
            yield from_pairs(below.name, labelled)


def from_tables(title: str, a: Path, b: Path, truth: Path) -> TwoSources:
    """A set of two tables and their true pairs, whichever of the tables the pairs name first."""
    left, right = _named(a), _named(b)
    pairs = [(row[0], row[1]) for row in _table(truth)[1:] if len(row) > 1]
    headings = [h.lower() for h in _table(truth)[0]]
    straight = sum(x in left and y in right for x, y in pairs)
    turned = sum(x in right and y in left for x, y in pairs)
    # Keys that are numbers fit both ways: then the tables' names in the heading decide, else the names of the things.
    if straight == turned and any(b.stem.lower() in h for h in headings[:1]):
        straight = -1
    elif straight == turned:
        straight, turned = _alike(pairs, left, right), _alike(pairs, right, left)
    if turned > straight:
        left, right = right, left
    return TwoSources(title, left, right, frozenset(pairs))


def from_pairs(title: str, files: list[Path]) -> TwoSources:
    """A set of labelled pairs."""
    sides: tuple[dict[str, str], dict[str, str]] = ({}, {})
    true: set[Pair] = set()
    labelled: set[Pair] = set()
    for file in files:
        for line in file.read_text("utf-8", errors="replace").splitlines():
            parts = line.split("\t")
            if len(parts) != 3:
                continue
            # The whole record is its key: the notation has no other.
            for side, record in zip(sides, parts[:2], strict=True):
                side.setdefault(record, _first_name(record))
            labelled.add((parts[0], parts[1]))
            if parts[2].strip() == "1":
                true.add((parts[0], parts[1]))
    return TwoSources(title, *sides, frozenset(true), frozenset(labelled))


def _first_name(record: str) -> str:
    for column, value in re.findall(r"COL (\S+) VAL (.*?)(?= COL \S+ VAL |$)", record):
        if _NAME.search(column.replace("_", " ")):
            return str(value).strip()
    return ""


def _alike(pairs: list[Pair], left: dict[str, str], right: dict[str, str]) -> int:
    """How many of the pairs share a word."""
    return sum(bool(set(left.get(x, "").lower().split()) & set(right.get(y, "").lower().split())) for x, y in pairs)


def _table(path: Path) -> list[list[str]]:
    text = path.read_text("utf-8-sig", errors="replace")
    between = re.match(r"\"?\w+\"?([,|#%;\t])", text)
    return [row for row in csv.reader(io.StringIO(text), delimiter=between[1] if between else ",") if row]


def _named(path: Path) -> dict[str, str]:
    """Name by key, in order; several columns of names stand for each other, the first that says something counts."""
    heading, *rows = _table(path)
    columns = [i for i, name in enumerate(heading) if _NAME.search(name)]
    return {row[0]: next((row[i] for i in columns if i < len(row) and row[i].strip()), "") for row in rows}
