"""Hypothesis strategies for facts, derived from the fact classes. Public, for tests of rules and plugins.

Keys come from a small pool that all tables share, so that references hit, miss and form cycles; texts come from the
places where software breaks: quotes, full width, zero width, look-alikes, empty.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from healthcheck.facts import TABLES
from healthcheck.facts.base import Column, TableSpec

Row = dict[str, Any]
Facts = dict[str, list[Row]]

_TEXTS = [
    "",
    " ",
    "A-001",
    "a-001",
    "Ａ－００１",
    "A\u200b-001",
    "O0Il1",
    "M8*20",
    "M8×20",
    "螺栓",
    "test",
    "测试",
    "it's",
    '"; DROP TABLE x; --',
    "${amount > 1000}",
    "${amount <= 1000}",
    "${initiator}",
    "SELECT * FROM orders WHERE a LIKE '%x'",
    "SELECT",
    "6901234567892",
    "0",
    "-1",
    "😀\u202e",
    "x" * 300,
]


def values(column: Column, pool: list[str]) -> st.SearchStrategy[Any]:
    """Values of one column; keys and references come from ``pool``."""
    found: st.SearchStrategy[Any]
    if column.choices:
        found = st.sampled_from(column.choices)
    elif column.key or column.ref:
        found = st.sampled_from(pool)
    elif column.type is str:
        found = st.one_of(st.sampled_from(_TEXTS), st.sampled_from(pool), st.text(max_size=12))
    elif column.type is bool:
        found = st.booleans()
    elif column.type is int:
        found = st.one_of(st.integers(-3, 20), st.integers(-(2**53), 2**53))
    elif column.type is float:
        found = st.floats(-1e12, 1e12, allow_nan=False)
    elif column.type is Decimal:
        found = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
    elif column.type is datetime:
        found = st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1))
    else:
        found = st.dates(date(1999, 1, 1), date(2030, 1, 1))
    return st.one_of(st.none(), found) if column.nullable else found


def rows(
    spec: TableSpec, pool: list[str], max_size: int = 5, columns_of_interest: Collection[str] | None = None
) -> st.SearchStrategy[list[Row]]:
    """Rows of one fact table with different keys; columns of no interest keep their default."""
    columns = {
        c.name: values(c, pool)
        if columns_of_interest is None or c.key or c.name in columns_of_interest
        else st.just(c.default)
        for c in spec.columns.values()
        if c.name != "origin"
    }
    return st.lists(
        st.fixed_dictionaries(columns), max_size=max_size, unique_by=lambda r: tuple(r[k] for k in spec.keys)
    )


def facts(
    tables: list[str], prefix: str = "k", max_size: int = 5, columns_of_interest: Collection[str] | None = None
) -> st.SearchStrategy[Facts]:
    """Rows of several fact tables whose references point into one another.

    Args:
        tables: names of the tables wanted.
        prefix: what every key starts with, to keep two sets of facts apart.
        columns_of_interest: names of the columns to vary (all by default); fewer are faster.
    """
    pool = [f"{prefix}{n}" for n in range(5)]
    return st.fixed_dictionaries(
        {name: rows(TABLES[name], pool, max_size, columns_of_interest) for name in sorted(tables)}
    )
