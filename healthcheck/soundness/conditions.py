"""Whether two conditions of one split can hold together, as far as their text alone decides it."""

from __future__ import annotations

from functools import lru_cache

from healthcheck.conditions import Case, Expression, judge, parse
from healthcheck.conditions.tree import ConditionError


@lru_cache(maxsize=4096)
def exclude(one: str, other: str) -> bool:
    """True when both conditions can certainly not hold at the same time.

    Terms are never understood: two are the same when they are written the same. A condition that cannot be read may hold.
    """
    a, b = _read(one), _read(other)
    return a is not None and b is not None and judge([Case("one", a), Case("other", b)]).apart()


def _read(condition: str) -> Expression | None:
    try:
        return parse(condition, None)
    except ConditionError:
        return None
