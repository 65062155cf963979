"""A rule's SQL (DuckDB's dialect) as Spark SQL that gives the same rows, or the reason why there is none.

sqlglot translates the syntax. What it leaves to whoever knows both engines stands here: functions of one name that count,
round, trim or match otherwise. Only functions whose results were compared on both engines pass (``tests/test_spark.py``); a rule with
any other is not expressible, because a translation that runs and means something else would be worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from healthcheck.spark.regex import NotExpressibleError, java_pattern, java_replacement

Schema = Mapping[str, Mapping[str, str]]

__all__ = ["NotExpressibleError", "Query", "Recursion", "Schema", "to_spark"]

#: Spark's type per DuckDB type of a fact's column.
SPARK_TYPES = {
    "VARCHAR": "STRING",
    "BIGINT": "BIGINT",
    "DOUBLE": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
    "DECIMAL(28,8)": "DECIMAL(28,8)",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "DATE": "DATE",
}

#: Functions that give the same on both engines, as they are or after the changes below.
_KNOWN: tuple[type[Any], ...] = (
    exp.Abs, exp.And, exp.ArgMax, exp.ArgMin, exp.ArrayAgg, exp.Case, exp.Cast, exp.Chr, exp.Coalesce, exp.Concat,
    exp.ConcatWs,    exp.Contains, exp.Count, exp.DateDiff, exp.Exists, exp.Floor, exp.Greatest, exp.GroupConcat, exp.If, exp.Lag, exp.Lead,
    exp.Least, exp.Length, exp.LogicalAnd, exp.LogicalOr, exp.Lower, exp.MD5, exp.Max, exp.Min, exp.Nullif, exp.Or,
    exp.Pad, exp.Pow, exp.RegexpExtract, exp.RegexpLike, exp.RegexpReplace, exp.Replace, exp.Right, exp.Round,
    exp.RowNumber, exp.SplitPart, exp.StartsWith, exp.Substring, exp.Sum, exp.TimeToStr, exp.TimestampTrunc, exp.ToDays,
    exp.Translate, exp.Trim, exp.TryCast, exp.Upper, exp.Xor,
)  # fmt: skip

#: Constructs that are no functions and mean another thing there, or nothing.
_REFUSED: dict[type[Any], str] = {
    exp.ILike: "ILIKE",
    exp.IntDiv: "//",
    exp.Mod: "%",
    exp.Lambda: "a lambda",
    exp.Bracket: "[…]",
    exp.Slice: "[a:b]",
    exp.Lateral: "LATERAL",
    exp.Unnest: "unnest",
    exp.Pivot: "PIVOT",
    exp.SimilarTo: "SIMILAR TO",
    exp.TableSample: "SAMPLE",
}

#: Functions whose result is text, which sqlglot does not always know.
_GIVES_TEXT: tuple[type[Any], ...] = (
    exp.Concat, exp.ConcatWs, exp.DPipe, exp.GroupConcat, exp.Lower, exp.MD5, exp.Pad, exp.RegexpExtract, exp.RegexpReplace,
    exp.Replace, exp.Right, exp.SplitPart, exp.Substring, exp.TimeToStr, exp.Translate, exp.Trim, exp.Upper,
)  # fmt: skip

_TEXT = (exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.CHAR)
_FLOAT = (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
_WHOLE = tuple(exp.DataType.INTEGER_TYPES)


@dataclass(frozen=True)
class Recursion:
    """A ``WITH RECURSIVE … UNION`` that is run round by round: Spark knows it with UNION ALL only, which does not end on a circle.

    Attributes:
        name: the view that the query, and later recursions, read it by.
        new: the view that ``step`` reads the rows of the round before by.
        base: the first rows.
        step: rows of the next round.
        distinct: rows that were there before do not count (``UNION``).
    """

    name: str
    new: str
    columns: tuple[str, ...]
    base: str
    step: str
    distinct: bool


@dataclass(frozen=True)
class Query:
    """What Spark runs for a rule."""

    sql: str
    recursions: tuple[Recursion, ...] = ()


def to_spark(sql: str, schema: Schema, scan_time: datetime, prefix: str = "hc") -> Query:
    """Translate one SELECT.

    Args:
        schema: DuckDB types of the columns of every table that it may read.
        prefix: of the names of views that recursions need.

    Raises:
        NotExpressibleError: when Spark has no equal for something in it.
    """
    try:
        tree: Any = sqlglot.parse_one(sql, read="duckdb")
        _check(tree)
        tree = tree.transform(_constants(scan_time))
        tree = qualify(tree, schema=_typed(schema), dialect="duckdb", identify=True)
        tree = annotate_types(tree, schema=_typed(schema), dialect="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise NotExpressibleError(f"sqlglot cannot read it ({first})", f"sqlglot 无法解析（{first}）") from None
    _name_branches(tree)
    for node in tree.find_all(*_GIVES_TEXT):
        node.type = exp.DataType.build("varchar")
    for node in reversed(list(tree.walk())):
        change = _CHANGES.get(type(node))
        if change is not None:
            made = change(node)
            if made is not node:
                if made.type is None:
                    made.type = node.type
                if node is tree:
                    tree = made
                else:
                    node.replace(made)
    recursions = _take_recursions(tree, prefix)
    return Query(_written(tree), recursions)


def _name_branches(tree: exp.Expression) -> None:
    """Give every branch of a UNION the column names of its first.

    Their own count for nothing; but where one comes twice, Spark's RemoveRedundantAliases makes a plan that it then refuses.
    """
    for union in tree.find_all(exp.SetOperation):
        names = union.this.unnest().named_selects
        branch = union.expression.unnest()
        if isinstance(branch, exp.Select) and len(branch.expressions) == len(names):
            for name, projection in zip(names, list(branch.expressions), strict=True):
                value = projection.unalias()
                named = exp.alias_(value.copy(), name, quoted=True, copy=False)
                named.type = projection.type
                projection.replace(named)


def _written(tree: exp.Expression) -> str:
    return str(tree.sql(dialect="spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE))


def _typed(schema: Schema) -> dict[str, Any]:
    return {table: dict(columns) for table, columns in schema.items()}


def _check(tree: exp.Expression) -> None:
    """Refuse what is not known to mean the same."""
    for node in tree.walk():
        refused = _REFUSED.get(type(node))
        if refused is not None:
            raise NotExpressibleError(f"Spark has no equal for {refused}", f"Spark 没有与 {refused} 等价的写法")
        if isinstance(node, exp.Anonymous):
            if node.name.lower() not in ("scan_time", "to_hours"):
                raise _function(node.name)
        elif isinstance(node, exp.Func) and not isinstance(node, _KNOWN):
            raise _function(node.sql_name())


def _function(name: str) -> NotExpressibleError:
    said = name.lower()
    return NotExpressibleError(
        f"the function {said} is not known to give the same on Spark", f"函数 {said} 在 Spark 上的结果未经核实"
    )


def _constants(scan_time: datetime) -> Callable[[exp.Expression], exp.Expression]:
    """Literals in place of ``scan_time()`` and of characters by number."""
    said = scan_time.isoformat(sep=" ", timespec="seconds")

    def change(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Anonymous) and node.name.lower() == "scan_time":
            return exp.cast(exp.Literal.string(said), exp.DataType.Type.TIMESTAMPNTZ)
        if isinstance(node, exp.Chr):
            numbers = node.expressions or [node.this]
            if len(numbers) != 1 or not numbers[0].is_int:
                raise _function("chr")
            return exp.Literal.string(chr(int(numbers[0].name)))
        return node

    return change


def _kind(node: exp.Expression | None) -> Any:
    return node.type.this if node is not None and node.type is not None else None


def _cast(node: exp.Expression, kind: str) -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build(kind, dialect="spark"))


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _number(value: str) -> exp.Expression:
    return exp.Literal.number(value)


def _text(node: exp.Expression) -> exp.Expression:
    """``node`` as the text that DuckDB makes of it."""
    kind = _kind(node)
    if node.is_string or kind in _TEXT:
        return node
    return _double_text(node) if kind in _FLOAT else _cast(node, "string")


def _double_text(node: exp.Expression) -> exp.Expression:
    """Java writes 10000000 as 1.0E7, DuckDB only from 1e+16 on, and small ones from 1e-05 down.

    Between them a decimal with the same digits is written and its closing zeros are taken off.
    """
    size = exp.Abs(this=node.copy())
    exact = _cast(_cast(node.copy(), "string"), "decimal(38, 20)")
    plain = _call(
        "regexp_replace",
        _call("regexp_replace", _cast(exact, "string"), exp.Literal.string("0+\\z"), exp.Literal.string("")),
        exp.Literal.string("[.]\\z"),
        exp.Literal.string(".0"),
    )
    power = _call(
        "regexp_replace",
        _call(
            "regexp_replace",
            _call("replace", _cast(node.copy(), "string"), exp.Literal.string(".0E"), exp.Literal.string("E")),
            exp.Literal.string("E(-?)([0-9])\\z"),
            exp.Literal.string("E${1}0$2"),
        ),
        exp.Literal.string("E([0-9])"),
        exp.Literal.string("E+$1"),
    )
    between = exp.and_(
        exp.GTE(this=size, expression=_number("0.0001")), exp.LT(this=size.copy(), expression=_number("1e16"))
    )
    found = (
        exp.Case().when(between, plain).when(exp.EQ(this=node.copy(), expression=_number("0")), _cast(node, "string"))
    )
    return found.else_(_call("lower", power))


# ---- what is changed, by kind of expression; the node is replaced by what comes back ----


def _trim(node: exp.Trim) -> exp.Expression:
    """Without characters DuckDB takes off every space of Unicode (full width too), Spark the ASCII one."""
    if node.expression is not None:
        return node
    side = (node.args.get("position") or "").upper()
    ends = {"LEADING": "^\\p{Zs}+", "TRAILING": "\\p{Zs}+\\z"}.get(side, "^\\p{Zs}+|\\p{Zs}+\\z")
    return _call("regexp_replace", node.this, exp.Literal.string(ends), exp.Literal.string(""))


def _literal_of(node: exp.Expression | None) -> str:
    """The text of a literal, or of literals put together.

    Raises:
        NotExpressibleError: when it is not known before the query runs.
    """
    if isinstance(node, exp.Paren):
        return _literal_of(node.this)
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    if isinstance(node, exp.DPipe):
        return _literal_of(node.this) + _literal_of(node.expression)
    if isinstance(node, exp.Anonymous) and node.name == "concat":
        return "".join(map(_literal_of, node.expressions))
    raise NotExpressibleError("a pattern comes from data", "匹配模式取自数据")


def _pattern(node: exp.Expression, flags: exp.Expression | None = None) -> exp.Expression:
    said = _literal_of(flags) if flags is not None else ""
    if set(said) - set("igc"):
        raise NotExpressibleError(f"the regular expression has the flag {said}", f"正则表达式带有标志 {said}")
    return exp.Literal.string(java_pattern(("(?i)" if "i" in said else "") + _literal_of(node)))


def _regexp_like(node: exp.RegexpLike) -> exp.Expression:
    return exp.RegexpLike(this=node.this, expression=_pattern(node.expression, node.args.get("flag")))


def _regexp_extract(node: exp.RegexpExtract) -> exp.Expression:
    group = node.args.get("group") or _number("0")
    if not group.is_int:
        raise _function("regexp_extract")
    return _call("regexp_extract", node.this, _pattern(node.expression, node.args.get("parameters")), group)


def _regexp_replace(node: exp.RegexpReplace) -> exp.Expression:
    """Without the flag g DuckDB replaces the first match, Spark always all: what stands before the first is kept as a group."""
    flags = node.args.get("modifiers")
    replacement = _literal_of(node.args.get("replacement") or exp.Literal.string(""))
    pattern = str(_pattern(node.expression, flags).this)
    if "g" in (_literal_of(flags) if flags is not None else ""):
        made = java_replacement(replacement)
    elif "\\" in replacement:
        raise NotExpressibleError("regexp_replace of a group, once", "regexp_replace 只替换一次且引用分组")
    else:
        pattern = f"^([\\s\\S]*?)(?:{pattern})"
        made = "$1" + java_replacement(replacement)
        # Anchored, and by itself at the start only: a second match is not possible.
    return _call("regexp_replace", node.this, exp.Literal.string(pattern), exp.Literal.string(made))


def _div(node: exp.Div) -> exp.Expression:
    """DuckDB divides as floating numbers, and by zero to an infinity."""
    above, below = _cast(node.this, "double"), _cast(node.expression, "double")
    if isinstance(node.expression, exp.Literal) and float(node.expression.name):
        return exp.Paren(this=exp.Div(this=above, expression=below))
    zero = _number("0")
    infinite = exp.Case()
    for test, value in ((exp.GT, "Infinity"), (exp.LT, "-Infinity"), (exp.EQ, "NaN")):
        infinite = infinite.when(
            test(this=above.copy(), expression=zero.copy()), _cast(exp.Literal.string(value), "double")
        )
    quotient = exp.Div(this=above, expression=below)
    return exp.Case().when(exp.EQ(this=below.copy(), expression=zero), infinite).else_(quotient)


def _round(node: exp.Round) -> exp.Expression:
    """DuckDB scales, rounds half away from zero and scales back; Spark rounds the decimal digits that a number is written with."""
    kind = _kind(node.this)
    if kind == exp.DataType.Type.DECIMAL or kind in _WHOLE:
        return node
    places = node.args.get("decimals") or _number("0")
    if kind not in _FLOAT or not places.is_int:
        raise _function("round")
    scale = f"{10.0 ** int(places.name):.1f}D"
    value = node.this
    scaled = exp.Mul(this=exp.Abs(this=value.copy()), expression=exp.var(scale))
    nearest = _call("floor", exp.Add(this=scaled, expression=exp.var("0.5D")))
    whole = exp.Mul(this=_call("signum", value.copy()), expression=_cast(nearest, "double"))
    large = exp.GTE(this=exp.Abs(this=value.copy()), expression=exp.var("1e15D"))
    return exp.Case().when(large, value.copy()).else_(exp.Div(this=exp.Paren(this=whole), expression=exp.var(scale)))


def _to_type(node: exp.Cast) -> exp.Expression:
    """Casts to whole numbers round in DuckDB and cut in Spark; texts of floating numbers differ."""
    to, kind = node.to.this, _kind(node.this)
    if isinstance(node, exp.TryCast) and (kind in _TEXT or kind is None) and to not in _TEXT:
        return _from_text(node)
    if to in _TEXT:
        return _text(node.this)
    if to in _WHOLE and kind in _FLOAT:
        return exp.Cast(this=_call("rint", node.this), to=node.to)
    if to in _WHOLE and kind == exp.DataType.Type.DECIMAL:
        return exp.Cast(this=_call("round", node.this, _number("0")), to=node.to)
    if to in _WHOLE and kind not in (*_WHOLE, *_TEXT, exp.DataType.Type.BOOLEAN):
        raise NotExpressibleError("a number of unknown type is made whole", "对类型不明的数值取整")
    return node


#: Numbers as both engines read them; DuckDB also takes 0x10 and 1_000, Java 5d and 5f.
_NUMERAL = "^\\s*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*\\z"


def _from_text(node: exp.TryCast) -> exp.Expression:
    """DuckDB reads 1e3 and 5.7 as whole numbers (rounded)."""
    if node.to.this not in (*_WHOLE, *_FLOAT):
        raise NotExpressibleError(f"text is read as {node.to.sql('duckdb')}", f"把文本读作 {node.to.sql('duckdb')}")
    numeral = exp.RegexpLike(this=node.this.copy(), expression=exp.Literal.string(_NUMERAL))
    read: exp.Expression = _tried(node.this, "double")
    if node.to.this in _WHOLE:
        # A decimal keeps all digits; a number with an exponent is none to Spark, and goes by the floating one.
        exact = exp.Coalesce(
            this=_tried(node.this.copy(), "decimal(38, 10)"), expressions=[_cast(read, "decimal(38, 10)")]
        )
        read = _tried(_call("round", exact, _number("0")), "bigint")
    return exp.Case().when(numeral, read)


def _tried(node: exp.Expression, kind: str) -> exp.Expression:
    return exp.TryCast(this=node, to=exp.DataType.build(kind, dialect="spark"), safe=True)


def _concat(node: exp.Concat) -> exp.Expression:
    empty = exp.Literal.string("")
    parts = [p if p.is_string else exp.Coalesce(this=_text(p), expressions=[empty.copy()]) for p in node.expressions]
    return _call("concat", *parts)


def _concat_ws(node: exp.ConcatWs) -> exp.Expression:
    return _call("concat_ws", *map(_text, node.expressions))


def _pipe(node: exp.DPipe) -> exp.Expression:
    return exp.DPipe(this=_text(node.this), expression=_text(node.expression))


def _date_diff(node: exp.DateDiff) -> exp.Expression:
    """DuckDB counts the boundaries that lie between, Spark whole periods."""
    unit = node.args["unit"].name.upper()
    if unit == "DAY":
        return _call("datediff", _cast(node.this, "date"), _cast(node.expression, "date"))
    if unit == "SECOND":
        later, sooner = (_call("unix_timestamp", n) for n in (node.this, node.expression))
        return exp.Paren(this=exp.Sub(this=later, expression=sooner))
    raise NotExpressibleError(f"date_diff in {unit.lower()}s", f"以 {unit.lower()} 计的 date_diff")


def _to_days(node: exp.ToDays) -> exp.Expression:
    return _call("make_dt_interval", _cast(node.this, "int"))


def _anonymous(node: exp.Anonymous) -> exp.Expression:
    if node.name.lower() == "to_hours":
        return _call("make_dt_interval", _number("0"), _cast(node.expressions[0], "int"))
    return node


def _with_time(node: exp.Expression) -> exp.Expression:
    """A date and an interval make an instant."""
    for name in ("this", "expression"):
        other = node.args["expression" if name == "this" else "this"]
        if _kind(node.args[name]) == exp.DataType.Type.DATE and (
            isinstance(other, exp.Interval) or (isinstance(other, exp.Anonymous) and other.name == "make_dt_interval")
        ):
            node.set(name, _cast(node.args[name], "timestamp_ntz"))
    return node


def _arg(name: str) -> Callable[[Any], exp.Expression]:
    """Rows whose value is NULL do not count in DuckDB."""

    def change(node: Any) -> exp.Expression:
        present = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
        return _call(name, node.this, exp.Case().when(present, node.expression))

    return change


def _like(node: exp.Like) -> exp.Expression:
    if isinstance(node.parent, exp.Escape) or "\\" in _literal_of(node.expression):
        raise NotExpressibleError("LIKE with an escape", "带转义的 LIKE")
    return node


def _substring(node: exp.Substring) -> exp.Expression:
    start = node.args.get("start")
    if start is None or not start.is_int or int(start.name) < 1:
        raise NotExpressibleError("substring from a place that data tells", "substring 的起点取自数据")
    return node


def _right(node: exp.Right) -> exp.Expression:
    if not node.expression.is_int:
        raise NotExpressibleError("right() of a length that data tells", "right() 的长度取自数据")
    return node


def _aggregate(node: exp.Expression) -> exp.Expression:
    """An aggregate that collects; where FILTER stands around it, :func:`_filter` does."""
    return node if isinstance(node.parent, exp.Filter) else _collected(node, None)


def _filter(node: exp.Filter) -> exp.Expression:
    return _collected(node.this, node.expression) if isinstance(node.this, (exp.ArrayAgg, exp.GroupConcat)) else node


def _collected(node: exp.Expression, where: exp.Expression | None) -> exp.Expression:
    """Values of a group in an order, as a list or as one text.

    Spark's own listagg fails in its optimiser beside other DISTINCT aggregates, and its lists come in any order: the keys of the
    order are collected beside the values, sorted, and left out again.
    """
    text = isinstance(node, exp.GroupConcat)
    inner, order = node.this, None
    if isinstance(inner, exp.Order):
        order, inner = inner.expressions, inner.this
    distinct = isinstance(inner, exp.Distinct)
    if distinct:
        inner = inner.expressions[0]
        if isinstance(inner, exp.Order):
            order, inner = inner.expressions, inner.this
    value = _text(inner) if text else inner
    if any(o.args.get("desc") for o in order or ()) or (order is None and not distinct):
        raise NotExpressibleError("values are collected in no or in falling order", "汇总取值时未排序或降序")
    if distinct:
        if order is not None and [o.this for o in order] != [inner]:
            raise NotExpressibleError(
                "distinct values are collected in an order of other values", "去重汇总按其他值排序"
            )
        if not text:
            raise _function("array_agg")
        values = _call("array_sort", _filtered(_call("collect_set", value), where))
    else:
        values = _in_order(value, order or [], where, text)
    values = exp.Nullif(this=values, expression=_call("array"))
    if not text:
        return values
    separator = node.args.get("separator") or exp.Literal.string(",")
    return _call("array_join", values, separator)


def _in_order(
    value: exp.Expression, order: list[exp.Expression], where: exp.Expression | None, skip_null: bool
) -> exp.Expression:
    fields: list[exp.Expression] = []
    for number, ordered in enumerate(order):  # NULL comes last
        key = ordered.this
        fields += [exp.Literal.string(f"n{number}"), exp.Is(this=key.copy(), expression=exp.Null())]
        fields += [exp.Literal.string(f"k{number}"), key.copy()]
    row: exp.Expression = _call("named_struct", *fields, exp.Literal.string("v"), value)
    if skip_null:
        row = exp.Case().when(exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())), row)
    collected = _call("array_sort", _filtered(_call("collect_list", row), where))
    return exp.Dot(this=collected, expression=exp.to_identifier("v"))


def _filtered(node: exp.Expression, where: exp.Expression | None) -> exp.Expression:
    return node if where is None else exp.Filter(this=node, expression=where)


_CHANGES: dict[type[Any], Callable[[Any], exp.Expression]] = {
    exp.Add: _with_time,
    exp.Anonymous: _anonymous,
    exp.ArgMax: _arg("max_by"),
    exp.ArgMin: _arg("min_by"),
    exp.ArrayAgg: _aggregate,
    exp.Cast: _to_type,
    exp.Concat: _concat,
    exp.ConcatWs: _concat_ws,
    exp.DPipe: _pipe,
    exp.DateDiff: _date_diff,
    exp.Div: _div,
    exp.Filter: _filter,
    exp.GroupConcat: _aggregate,
    exp.Like: _like,
    exp.RegexpExtract: _regexp_extract,
    exp.RegexpLike: _regexp_like,
    exp.RegexpReplace: _regexp_replace,
    exp.Right: _right,
    exp.Round: _round,
    exp.Sub: _with_time,
    exp.Substring: _substring,
    exp.ToDays: _to_days,
    exp.Trim: _trim,
    exp.TryCast: _to_type,
}


# ---- recursion ----


def _take_recursions(tree: exp.Expression, prefix: str) -> tuple[Recursion, ...]:
    """Take the recursive CTEs of the outermost WITH out of ``tree``; it reads views in their place."""
    for inner in tree.find_all(exp.With):
        if inner.args.get("recursive") and inner.parent is not tree:
            raise NotExpressibleError("recursion within a subquery", "子查询内的递归")
    outer = tree.args.get("with_") or tree.args.get("with")
    if not isinstance(outer, exp.With) or not outer.args.get("recursive"):
        return ()
    outer.set("recursive", False)
    found: list[Recursion] = []
    before: list[exp.CTE] = []
    for cte in list(outer.expressions):
        if not any(table.name == cte.alias for table in cte.this.find_all(exp.Table)):
            before.append(cte)
            continue
        found.append(_recursion(cte, before, f"{prefix}_{cte.alias}"))
        cte.pop()
        for table in tree.find_all(exp.Table):
            _rename(table, cte.alias, found[-1].name)
    if not outer.expressions:
        outer.pop()
    return tuple(found)


def _recursion(cte: exp.CTE, before: list[exp.CTE], view: str) -> Recursion:
    union = cte.this
    if not isinstance(union, exp.Union) or any(t.name == cte.alias for t in union.this.find_all(exp.Table)):
        raise NotExpressibleError("recursion of a form of its own", "特殊形式的递归")
    columns = tuple(column.name for column in cte.args["alias"].columns) or tuple(union.this.named_selects)
    for table in union.expression.find_all(exp.Table):
        _rename(table, cte.alias, f"{view}_new")
    base, step = (_written(_with(part, before)) for part in (union.this, union.expression))
    return Recursion(view, f"{view}_new", columns, base, step, bool(union.args.get("distinct")))


def _rename(table: exp.Table, old: str, new: str) -> None:
    if table.name == old and not table.db:
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(old, quoted=True)))
        table.set("this", exp.to_identifier(new, quoted=True))


def _with(part: exp.Expression, before: list[exp.CTE]) -> Any:
    """A branch of a recursion with the CTEs before it."""
    made: Any = part.copy()
    for cte in before:
        made = made.with_(exp.to_identifier(cte.alias, quoted=True), as_=cte.this.copy(), copy=False)
    return made
