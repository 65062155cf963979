"""Checks of types: columns compared with what they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from sqlglot import exp

from healthcheck.sqlcheck.combining import equals
from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import COMPARISONS, View, bare, constant

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


@check("report.join_type_mismatch", exp.EQ, catalogue=True, having=(exp.Join,))
def join_type_mismatch(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A text column joined with a number."""
    select = view.around(node)
    both = equals(select, node) if select else None
    if select is None or both is None:
        return
    kinds = [kind_of(select.type_of(c)) for c in both]
    if sorted(kinds) == ["number", "text"]:
        known = [k for c in both if (k := select.table_of(c))]
        rows = max((k.rows for k in known), default=0)
        names = [f"{k.name}.{c.name}" for k, c in zip(known, both, strict=False)]
        evidence = {"left": names[0], "left_type": select.type_of(both[0]), "right": names[-1]}
        yield Hit(view.sql(node), rows, {**evidence, "right_type": select.type_of(both[1]), "rows": rows})


@check("report.join_collation_mismatch", exp.Select, catalogue=True, joined=False, having=(exp.Join,))
def join_collation_mismatch(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Equality between two columns whose collations are known and differ."""
    select = view.select(node)
    for condition in select.conditions:
        left, right = condition.this, condition.args.get("expression")
        if not isinstance(condition, exp.EQ) or not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
            continue
        placed = [(side, select.table_of(side)) for side in (left, right)]
        texts = [(k, k.columns.get(str(c.name).lower())) for c, k in placed if k]
        found = [(k, c) for k, c in texts if c is not None and c.collation]
        if len(found) != 2:
            continue
        (one, first), (other, second) = found
        if first.collation == second.collation or "default" in (first.collation, second.collation):
            continue
        yield Hit(
            view.sql(condition),
            max(one.rows, other.rows),
            {
                "left": f"{one.name}.{left.name}",
                "left_collation": first.collation,
                "right": f"{other.name}.{right.name}",
                "right_collation": second.collation,
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
