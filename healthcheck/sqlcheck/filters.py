"""Conditions as plans write them: which column of a filter is wrapped, so that its index cannot be used."""

from __future__ import annotations

from healthcheck.sqlcheck.conditions import hidden, wrapped_column
from healthcheck.sqlcheck.statement import SERVED, conjuncts
from healthcheck.sqltext import STAND_IN, Known, parse


def hidden_by_filter(condition: str, known: Known, dialect: str) -> str | None:
    """A column of ``known`` that leads an index and stands inside a function or cast in a plan's filter.

    Args:
        condition: the filter, `?` for values.
    """
    text = condition.replace("?", f"'{STAND_IN}'")
    trees = parse(f"SELECT 1 FROM t WHERE {text}", dialect)
    where = trees[0].args.get("where") if trees else None
    if where is None:
        return None
    for part in conjuncts(where.this):
        if isinstance(part, SERVED):
            column = wrapped_column(part)
            if column is not None and hidden(known, column):
                return str(column.name)
    return None
