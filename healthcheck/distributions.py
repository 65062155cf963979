"""What installed distributions name for this one to find: their entry points, looked up once."""

from __future__ import annotations

import importlib.metadata
import sys
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints


def named(group: str) -> list[tuple[str, EntryPoint]]:
    """The entry points of a group, each with the name of its distribution, in order of these names."""
    found: dict[tuple[str, str], EntryPoint] = {}
    for entry in _all(tuple(sys.path)).select(group=group):
        # Of a distribution that is there twice the first counts, which is what importing takes.
        found.setdefault((entry.dist.name if entry.dist else entry.name, entry.name), entry)
    return [(distribution, entry) for (distribution, _), entry in sorted(found.items(), key=lambda item: item[0])]


@cache
def _all(path: tuple[str, ...]) -> EntryPoints:
    """Reading them takes tens of milliseconds; they change only with where Python looks for modules."""
    return EntryPoints(e for d in importlib.metadata.distributions() for e in d.entry_points)
