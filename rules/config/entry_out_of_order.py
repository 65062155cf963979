"""
severity = "info"
subject  = "config_value"
cause    = "config_file"
effort   = "minutes"
tags     = ["ci"]
confidence = "likely"
params   = { least = 8 }
repair   = { steps = ["sort"] }

[en]
title   = "One entry out of order in a sorted list"
message = "{path}: the {size} entries of {list} are in order, but {entry} is not at its place."
fix     = "Move it to its place, so that the next change touches one line; `healthcheck check --fix` does it."
[zh]
title   = "有序列表中有一条没排好"
message = "{path}：{list} 的 {size} 个条目按顺序排列，只有 {entry} 不在应有的位置。"
fix     = "移到应有的位置，以后每次改动只涉及一行；`healthcheck check --fix` 可自动修复。"
"""

from collections.abc import Iterator
from itertools import pairwise

from healthcheck import Table
from healthcheck.facts import ConfigValue


def check(config_value: Table[ConfigValue], *, least: int) -> Iterator[dict[str, object]]:
    lists: dict[tuple[str, str], dict[int, str]] = {}
    for row in config_value.rows():
        parent, _, number = row.pointer.rpartition("/")
        if row.value is not None and number.isascii() and number.isdigit() and len(number) < 9:
            lists.setdefault((row.path, parent), {})[int(number)] = row.value
    for (path, parent), entries in sorted(lists.items()):
        size = len(entries)
        if size < least or max(entries) != size - 1:
            continue
        values = [entries[i] for i in range(size)]
        if not all(any(c.isalpha() for c in v) for v in values):
            continue
        place = _misplaced(values)
        if place is not None:
            yield {
                "path": path,
                "pointer": f"{parent}/{place}",
                "list": parent,
                "size": size,
                "entry": values[place],
                "cause_key": path,
            }


def _misplaced(values: list[str]) -> int | None:
    """The one entry without which the list is sorted; None when it is sorted, or needs more than that."""
    falls = [i for i in range(1, len(values)) if values[i] < values[i - 1]]
    if not falls or len(falls) > 2:
        return None
    for place in (falls[0], falls[0] - 1):
        rest = values[:place] + values[place + 1 :]
        if all(a <= b for a, b in pairwise(rest)):
            return place
    return None
