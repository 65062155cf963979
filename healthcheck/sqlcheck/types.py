"""Checks of types: columns compared with what they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from sqlglot import exp

from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import (
    COMPARISONS,
    Select,
    View,
    bare,
    constant,
    in_condition,
    subquery,
)
from healthcheck.sqltext import Known

Kind = Literal["text", "number", "time", "day", "other"]

_TEXT = re.compile(
    r"^(n?(var)?char|character|bpchar|(tiny|medium|long|n|citext)?text|citext|n?clob|varchar2|nvarchar2|name)\b"
)
_NUMBER = re.compile(
    r"^(tiny|small|medium|big)?int(eger)?\d?\b|^(numeric|decimal|number|money|float\d?|real|double|serial|bigserial)\b"
)
_TIME = re.compile(r"^(timestamp|datetime)")


def kind_of(type_: str) -> Kind:
    """The class of a column's type as the database writes it."""
    text = type_.strip().lower()
    if _TEXT.match(text):
        return "text"
    if _NUMBER.match(text):
        return "number"
    if _TIME.match(text):
        return "time"
    return "day" if text == "date" else "other"


@check("report.text_compared_with_number", *COMPARISONS, exp.In, catalogue=True)
def text_compared_with_number(node: exp.Expr, view: View) -> Iterator[Hit]:
    """`code = 1001` on a text column."""
    column, values = node.this, [node.args.get("expression")]
    if isinstance(node, exp.In):
        values = node.expressions
    elif not isinstance(column, exp.Column):
        column, values = node.expression, [node.this]
    if not isinstance(column, exp.Column) or not any(isinstance(constant(v), float) for v in values):
        return
    select = view.around(node)
    known = select.table_of(column) if select else None
    if select is not None and known is not None and kind_of(select.type_of(column)) == "text":
        yield Hit(
            view.sql(node),
            known.rows,
            {"column": f"{known.name}.{column.name}", "type": select.type_of(column), "rows": known.rows},
        )


#: A column and the table that it is of.
Placed = tuple[exp.Column, Known]


def _compared(node: exp.Expr, view: View) -> tuple[Placed, Placed] | None:
    """The columns of two tables that an equality or `IN (SELECT …)` compares, a subquery's with the outer query's too."""
    left, right = bare(node.this), bare(node.args.get("expression"))
    if not isinstance(left, exp.Column) or not (isinstance(node, exp.In) or isinstance(right, exp.Column)):
        return None  # most equalities
    select = there = view.around(node)
    if isinstance(node, exp.In):
        inner = subquery(node.args.get("query"))
        right = bare(inner.expressions[0].unalias()) if inner is not None and len(inner.expressions) == 1 else None
        there = view.select(inner) if inner is not None else None
    if select is None or there is None or not isinstance(right, exp.Column):
        return None
    one, other = _placed(left, select), _placed(right, there)
    if one is None or other is None or one[0] == other[0]:
        return None
    return (left, one[1]), (right, other[1])


def _placed(column: exp.Column, select: Select | None) -> tuple[tuple[int, str], Known] | None:
    """Where a column is from: its SELECT and alias, and the table; names of queries around it are seen as well."""
    while select is not None:
        alias = select.owner(column)
        if alias is not None:
            known = select.known.get(alias)
            return ((id(select.node), alias), known) if known is not None else None
        if not column.table:
            return None  # whose it is only the innermost query with all its tables known can tell
        select = select.outer
    return None


def _type(placed: Placed) -> str:
    column = placed[1].columns.get(str(placed[0].name).lower())
    return (column.type or "").lower() if column else ""


@check("report.join_type_mismatch", exp.EQ, exp.In, catalogue=True, having=(exp.Join, exp.Subquery, exp.In, exp.Exists))
def join_type_mismatch(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A text column joined with, or searched among, numbers."""
    both = _compared(node, view)
    if both is not None and sorted(kind_of(_type(side)) for side in both) == ["number", "text"]:
        rows = max(known.rows for _, known in both)
        names = [f"{known.name}.{column.name}" for column, known in both]
        evidence = {"left": names[0], "left_type": _type(both[0]), "right": names[1], "right_type": _type(both[1])}
        yield Hit(view.sql(node), rows, {**evidence, "rows": rows})


@check(
    "report.join_collation_mismatch",
    exp.EQ,
    exp.In,
    catalogue=True,
    joined=False,
    having=(exp.Join, exp.Subquery, exp.In, exp.Exists),
)
def join_collation_mismatch(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Two columns are compared whose collations are known and differ."""
    both = _compared(node, view)
    if both is None or not in_condition(node):
        return
    found = [known.columns.get(str(column.name).lower()) for column, known in both]
    first, second = (column.collation if column is not None else None for column in found)
    if not first or not second or first == second or "default" in (first, second):
        return
    (left, one), (right, other) = both
    yield Hit(
        view.sql(node),
        max(one.rows, other.rows),
        {
            "left": f"{one.name}.{left.name}",
            "left_collation": first,
            "right": f"{other.name}.{right.name}",
            "right_collation": second,
        },
    )


@check("report.like_on_non_text", exp.Like, exp.ILike, catalogue=True)
def like_on_non_text(node: exp.Expr, view: View) -> Iterator[Hit]:
    """LIKE on a date or a number."""
    select = view.around(node)
    column = node.this
    known = select.table_of(column) if select and isinstance(column, exp.Column) else None
    if select is not None and known is not None and kind_of(select.type_of(column)) in ("number", "time", "day"):
        yield Hit(
            view.sql(node),
            known.rows,
            {"column": f"{known.name}.{column.name}", "type": select.type_of(column), "rows": known.rows},
        )


@check("report.period_loses_last_day", exp.Between, exp.LTE, catalogue=True)
def period_loses_last_day(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A period of days on a column with a time of day: the last day ends at midnight, before it has begun."""
    end = bare(node.args.get("high") if isinstance(node, exp.Between) else node.expression)
    if isinstance(end, exp.Cast) and end.to.is_type(exp.DataType.Type.DATE):
        end = end.this
    value = constant(end)
    if (
        not isinstance(value, str)
        or not re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        or not isinstance(node.this, exp.Column)
    ):
        return
    select = view.around(node)
    known = select.table_of(node.this) if select else None
    if select is not None and known is not None and kind_of(select.type_of(node.this)) == "time":
        yield Hit(view.sql(node), None, {"column": f"{known.name}.{node.this.name}", "day": value})
