"""A few rows of a table grown to many that are spread as the table's own: as many different values, in the same range.

An optimiser judges by how many rows there are, how many values, and where they lie. What cannot be told from a sample (how two
columns depend on each other beyond the rows that were seen) stays as in the sample.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from healthcheck.facts import DbColumn

#: A column whose number of values grows with the rows: PostgreSQL's own rule, a tenth of the rows.
GROWS = 0.1
#: A sample in whose column so many neighbours ascend was stored in that order.
SORTED = 0.9

Value = str | int | float | Decimal | bytes | datetime | date | timedelta | None


@dataclass(frozen=True)
class Sample:
    """Some rows of a table, and how many it has in truth."""

    columns: tuple[DbColumn, ...]
    rows: list[tuple[Any, ...]]
    total: int


def grow(sample: Sample, count: int) -> Iterator[tuple[Any, ...]]:
    """``count`` rows like those of the sample; the sample itself when it has as many."""
    if count <= len(sample.rows) or not sample.rows:
        yield from sample.rows[:count]
        return
    series = [
        _Series(column, [row[place] for row in sample.rows], sample.total, count)
        for place, column in enumerate(sample.columns)
    ]
    for number in range(count):
        yield tuple(one.at(number) for one in series)


def distinct_in(column: DbColumn, values: Sequence[Any], total: int, count: int) -> int:
    """How many different values ``count`` rows should have, by the catalogue or else by the sample.

    Without a catalogue's word it is the estimator of PostgreSQL's ANALYZE (Haas and Stokes 1998, Duj1).
    """
    present = [v for v in values if v is not None]
    if not present:
        return 0
    tally: dict[Any, int] = {}
    for value in present:
        tally[value] = tally.get(value, 0) + 1
    seen, once, size = len(tally), sum(1 for n in tally.values() if n == 1), len(present)
    known = column.distinct_values
    if known is None:
        known = round(size * seen / (size - once + once * size / max(total, size)))
    if known > GROWS * total:
        known = round(known * count / max(total, 1))
    return max(min(known, count), min(seen, count))


class _Series:
    """The values of one column, row by row."""

    def __init__(self, column: DbColumn, values: list[Any], total: int, count: int) -> None:
        self.values, self.count = values, count
        present = [v for v in values if v is not None]
        seen = max(len(set(present)), 1)
        copies = math.ceil(count / len(values))
        wanted = distinct_in(column, values, total, count)
        self.variants = max(1, min(math.ceil(wanted / seen), copies))
        self.scale = _scale_of(present)
        numbers = [self.scale.number(v) for v in present] if self.scale else []
        self.low, self.span = (min(numbers), max(numbers) - min(numbers)) if numbers else (0, 0)
        rising = sum(a <= b for a, b in pairwise(numbers))
        nearly_unique = wanted >= 0.9 * count and len(present) == len(values)
        self.in_order = nearly_unique and len(numbers) > 1 and rising >= SORTED * (len(numbers) - 1)
        self.length = _length(column.type or "")

    def at(self, number: int) -> Any:
        base = self.values[number % len(self.values)]
        variant = (number // len(self.values)) % self.variants
        if base is None:
            return None
        if self.scale is not None:
            if self.in_order:
                return self.scale.value(self.low + max(self.span, self.count) * number // self.count, base)
            if not variant:
                return base
            moved = self.scale.number(base) - self.low + max(self.span // self.variants, 1) * variant
            return self.scale.value(self.low + moved % max(self.span + 1, self.variants), base)
        return _varied(base, variant, self.length) if variant else base


class _Scale:
    """Values of one kind as whole numbers, and back."""

    def __init__(self, kind: type, digits: int = 0) -> None:
        self.kind, self.digits = kind, digits

    def number(self, value: Any) -> int:
        if self.kind in (int, float, Decimal):
            return int(Decimal(str(value)).scaleb(self.digits))
        if self.kind is datetime:
            return int((_moment(value) - datetime(1970, 1, 1)).total_seconds())
        return value.toordinal() if isinstance(value, date) else date.fromisoformat(value).toordinal()

    def value(self, number: int, like: Any) -> Any:
        made: Any
        if self.kind in (int, float, Decimal):
            made = Decimal(number).scaleb(-self.digits) if self.digits else number
        elif self.kind is datetime:
            made = datetime(1970, 1, 1) + timedelta(seconds=number)
        else:
            made = date.fromordinal(max(1, min(number, date.max.toordinal())))
        return str(made) if isinstance(like, str) else made


def _scale_of(values: list[Any]) -> _Scale | None:
    """What the values are, when all are numbers, days or moments, also as PostgreSQL writes them."""
    if not values or isinstance(values[0], bytes | timedelta | bool):
        return None
    digits = 0
    try:
        for value in values:
            exponent = Decimal(str(value)).as_tuple().exponent
            if not isinstance(exponent, int):
                return None
            digits = max(digits, -exponent)
    except InvalidOperation:
        pass
    else:
        kinds = {type(v) for v in values}
        if kinds == {str} and any(v.startswith("0") and v.isdigit() and len(v) > 1 for v in values):
            return None  # a code of digits
        return _Scale(Decimal, digits)
    for kind in (date, datetime):
        scale = _Scale(kind)
        try:
            for value in values:
                if kind is date and (isinstance(value, datetime) or len(str(value)) > 10):
                    raise ValueError
                scale.number(value)
        except (ValueError, TypeError, AttributeError):
            continue
        return scale
    return None


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=None)


def _varied(value: Any, variant: int, length: int | None) -> Any:
    """Another value like this one; itself when none can be made."""
    if isinstance(value, str):
        try:
            return str(uuid.UUID(int=(uuid.UUID(value).int + variant) % 2**128))
        except ValueError:
            pass
        if value[:1] in ("{", "[") or value in ("t", "f", "true", "false"):
            return value  # JSON, arrays, truth values
        end = f"~{variant}"
        return (value[: length - len(end)] if length else value) + end if not length or length > len(end) else value
    if isinstance(value, bytes) and len(value) >= 4:
        return value[:-4] + ((int.from_bytes(value[-4:], "big") + variant) % 2**32).to_bytes(4, "big")
    return value


def _length(type_name: str) -> int | None:
    """How many characters a column holds, where its type says."""
    name, _, rest = type_name.lower().partition("(")
    digits = rest.partition(")")[0]
    return int(digits) if "char" in name and digits.isdigit() else None
