"""Checks of joins: missing, wrong and expensive ones, and what they do to the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from healthcheck.sqlcheck.conditions import hidden, is_self_comparison
from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import (
    COMPARISONS,
    Select,
    View,
    aggregates,
    alternatives,
    conjuncts,
    in_condition,
    is_scalar,
)
from healthcheck.sqltext import Known

_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ, exp.Between)
#: Rows per value from which a column counts as repeating.
_REPEATING = 1.5


class Groups:
    """Names that are tied together, directly or by way of others."""

    def __init__(self, names: Iterable[str]) -> None:
        self.of = {name: name for name in names}

    def tie(self, names: Iterable[str]) -> None:
        """Make the groups of these names one."""
        roots = {self.of[name] for name in names}
        if roots:
            into = min(roots)
            for name, root in self.of.items():
                if root in roots:
                    self.of[name] = into


def equals(select: Select, condition: exp.Expr) -> tuple[exp.Column, exp.Column] | None:
    """The two columns of an equality between columns of two tables of a SELECT."""
    left, right = condition.this, condition.args.get("expression")
    if not isinstance(condition, exp.EQ | exp.NullSafeEQ):
        return None
    if not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
        return None
    one, other = select.owner(left), select.owner(right)
    return (left, right) if one and other and one != other else None


@check("report.cartesian_join", exp.Select, catalogue=True, joined=False, having=(exp.Join,))
def cartesian_join(node: exp.Expr, view: View, pairs: int) -> Iterator[Hit]:
    """Tables of one SELECT that no condition ties together, directly or by way of others."""
    select = view.select(node)
    found = _apart(select)
    if found is not None:
        one, other = found
        made = min(one.rows * other.rows, 10**18)
        if min(one.rows, other.rows) >= 2 and made >= pairs:
            evidence = {"left": one.name, "right": other.name, "pairs_made": made}
            yield Hit(f"{one.name} × {other.name}", made, evidence)


def _apart(select: Select) -> tuple[Known, Known] | None:
    """The biggest tables of the first two groups that nothing ties together."""
    if len(select.tables) < 2 or select.odd:
        return None
    for join in select.joins:
        if join.kind == "CROSS" or join.method or join.args.get("using"):
            return None
        if isinstance(join.this, exp.Lateral | exp.Unnest):
            return None
    groups = Groups(select.tables)
    filtered: set[str] = set()
    for condition in select.conditions:
        if is_self_comparison(condition):
            return None  # a slip of the pen, reported as such
        mentioned: set[str] = set()
        for column in condition.find_all(exp.Column):
            alias = select.owner(column)
            if alias is None and column.find_ancestor(exp.Select) is select.node:
                return None
            mentioned |= {alias} if alias else set()
        if len(mentioned) == 1 and isinstance(condition, exp.EQ):
            filtered |= mentioned
        groups.tie(mentioned)
    spared = {groups.of[alias] for alias, known in select.known.items() if known is None or alias in filtered}
    biggest: dict[str, Known] = {}
    for alias, known in select.known.items():
        best = biggest.get(groups.of[alias])
        if known and groups.of[alias] not in spared and (best is None or known.rows > best.rows):
            biggest[groups.of[alias]] = known
    ranked = sorted(biggest.values(), key=lambda k: (-k.rows, k.table.table_id))
    return (ranked[0], ranked[1]) if len(ranked) >= 2 else None


@check("report.comma_join_scope", exp.Select, having=(exp.Join,))
def comma_join_scope(node: exp.Expr, view: View) -> Iterator[Hit]:
    """`FROM a, b JOIN c ON c.x = a.x`: JOIN binds first, and there is no `a` yet."""
    source = node.args.get("from_")
    joins = node.args.get("joins") or []
    if source is None or view.dialect == "sqlite" or all(join.args.get("on") is not None for join in joins):
        return
    current, before = {str(source.this.alias_or_name).lower()}, set[str]()
    for join in joins:
        plain = not any(join.args.get(k) for k in ("side", "kind", "method", "on", "using"))
        alias = str(join.this.alias_or_name).lower()
        if plain and not isinstance(join.this, exp.Lateral | exp.Unnest):
            before |= current
            current = {alias}
            continue
        current.add(alias)
        on = join.args.get("on")
        if on is None or isinstance(join.this, exp.Lateral):
            continue
        for column in on.find_all(exp.Column):
            name = str(column.table).lower()
            if name in before and name not in current and column.find_ancestor(exp.Select) is node:
                yield Hit(view.sql(join).lstrip(", "), None, {"alias": str(column.table)})
                return


@check("report.left_join_made_inner", exp.Join)
def left_join_made_inner(node: exp.Join, view: View) -> Iterator[Hit]:
    """A LEFT JOIN whose table WHERE then asks for a value: rows without a partner are gone again."""
    parent = node.parent
    if str(node.side) != "LEFT" or not isinstance(parent, exp.Select) or not isinstance(node.this, exp.Table):
        return
    alias = str(node.this.alias_or_name).lower()
    for condition in view.select(parent).filters:
        if not isinstance(condition, (*COMPARISONS, exp.Like, exp.In, exp.Between)):
            continue
        column = condition.this
        if isinstance(column, exp.Column) and str(column.table).lower() == alias:
            if not isinstance(condition.args.get("expression"), exp.Null):
                yield Hit(view.sql(condition), None, {"table": str(node.this.name)})
                return


@check(
    "report.joins_packed_list",
    exp.Anonymous,
    exp.Like,
    exp.StrPosition,
    exp.EQ,
    *filter(None, [getattr(exp, "FindInSet", None)]),
)
def joins_packed_list(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Tables joined by looking for one's key inside a text of the other."""
    if isinstance(node, exp.Anonymous):
        if str(node.name).lower() != "find_in_set" or len(node.expressions) != 2:
            return
        needle, packed = node.expressions
    elif isinstance(node, exp.Like):
        needle, packed = node.expression, node.this
        if not isinstance(needle, exp.Concat | exp.DPipe | exp.Add) or not _starts_open(needle):
            return
    elif isinstance(node, exp.EQ):
        needle, packed = node.this, node.expression
        if not isinstance(packed, exp.Any) or packed.find(exp.Split, exp.StringToArray) is None:
            return
    else:
        needle, packed = node.args.get("substr"), node.this
    if needle is None or packed is None or not in_condition(node):
        return
    left = {str(c.table).lower() for c in needle.find_all(exp.Column)}
    right = {str(c.table).lower() for c in packed.find_all(exp.Column)}
    if len(left) == 1 and len(right) == 1 and "" not in left | right and left != right:
        select = view.around(node)
        if select is not None and left | right <= set(select.tables):
            yield Hit(view.sql(node))


def _starts_open(pattern: exp.Expr) -> bool:
    first = next((n for n in pattern.find_all(exp.Literal, exp.Column, bfs=False)), None)
    return isinstance(first, exp.Literal) and str(first.name).startswith("%")


@check("report.non_equi_join", exp.Select, catalogue=True, joined=False, having=(exp.Join,))
def non_equi_join(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """Two big tables tied by nothing but `<`, `>`, `<>` or BETWEEN."""
    select = view.select(node)
    if len(select.tables) < 2 or select.odd or any(j.args.get("using") or j.method for j in select.joins):
        return
    groups = Groups(select.tables)
    ranges: list[tuple[str, str, exp.Expr]] = []
    for condition in select.conditions:
        sides = select.sides(condition)
        if sides is None:
            return
        if len(sides) < 2:
            continue
        if isinstance(condition, _RANGES) and len(sides) == 2:
            one, other = sorted(sides)
            ranges.append((one, other, condition))
        else:
            groups.tie(sides)
    for one, other, condition in ranges:
        left, right = select.known[one], select.known[other]
        if left and right and min(left.rows, right.rows) >= big and groups.of[one] != groups.of[other]:
            yield Hit(
                view.sql(condition),
                left.rows + right.rows,
                {"left": left.name, "left_rows": left.rows, "right": right.name, "right_rows": right.rows},
            )


@check("report.or_in_join", exp.Select, catalogue=True, joined=False, having=(exp.Or,))
def or_in_join(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """Tables tied by alternatives: `ON a.x = b.x OR a.y = b.y`."""
    select = view.select(node)
    if len(select.tables) < 2 or select.odd:
        return
    tied = Groups(select.tables)
    for condition in select.conditions:
        both = equals(select, condition)
        if both:
            tied.tie([a for c in both if (a := select.owner(c))])
    for condition in select.conditions:
        if not isinstance(condition, exp.Or):
            continue
        sides = select.sides(condition)
        if sides is None or len(sides) != 2 or len({tied.of[s] for s in sides}) == 1:
            continue
        parts = list(alternatives(condition))
        if not all(any(equals(select, c) for c in conjuncts(part)) for part in parts):
            continue
        known = [k for s in sides if (k := select.known.get(s))]
        if len(known) == 2 and min(k.rows for k in known) >= 2 and max(k.rows for k in known) >= big:
            bigger = max(known, key=lambda k: (k.rows, k.name))
            yield Hit(view.sql(condition), bigger.rows, {"table": bigger.name, "rows": bigger.rows})


@check("report.function_in_join", exp.Select, catalogue=True, joined=False, having=(exp.Join,))
def function_in_join(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """`ON trim(a.code) = b.code`: the index on `a.code` is lost for the join."""
    select = view.select(node)
    for condition in select.conditions:
        if not isinstance(condition, exp.EQ) or equals(select, condition) or condition.find(exp.Query) is not None:
            continue
        for side, other in ((condition.this, condition.expression), (condition.expression, condition.this)):
            columns, others = list(side.find_all(exp.Column)), list(other.find_all(exp.Column))
            if isinstance(side, exp.Column) or len(columns) != 1 or not others:
                continue
            alias = select.owner(columns[0])
            partners = {select.owner(c) for c in others}
            known = select.known.get(alias) if alias else None
            if known is None or None in partners or alias in partners or known.rows < big:
                continue
            if hidden(known, columns[0]) and alias not in select.searched:
                name = str(columns[0].name)
                yield Hit(view.sql(condition), known.rows, {"table": known.name, "rows": known.rows, "column": name})


@check("report.sum_over_fan_out", exp.Select, catalogue=True, joined=False, having=(exp.Sum, exp.Avg))
def sum_over_fan_out(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A column of the "one" side is summed after a join with the "many" side, and counts once per partner."""
    select = view.select(node)
    if select.odd or len(select.tables) < 2 or node.args.get("distinct"):
        return
    for total in node.find_all(exp.Sum, exp.Avg):
        if total.find_ancestor(exp.Select) is not node or total.find(exp.Distinct, exp.Query) is not None:
            continue
        if total.find_ancestor(exp.Window) is not None:
            continue
        sides = select.sides(total.this)
        if sides is None or len(sides) != 1 or isinstance(total.this, exp.Case | exp.If):
            continue
        one = next(iter(sides))
        many = _multiplies(select, one)
        if many is None or _grouped_by(select, many):
            continue
        known = select.known[many]
        if known is not None:
            rows = known.rows
            yield Hit(view.sql(total), rows, {"table": known.name, "rows": rows})


def _multiplies(select: Select, one: str) -> str | None:
    """A table of which many rows may meet one row of ``one``, tied to it by its key."""
    mine = select.known.get(one)
    if mine is None or not mine.keys:
        return None
    ties: dict[str, tuple[set[str], set[str]]] = {}
    fixed: dict[str, set[str]] = {}
    for condition in select.conditions:
        both = equals(select, condition)
        if both is None:
            if isinstance(condition, exp.EQ) and isinstance(condition.this, exp.Column):
                alias = select.owner(condition.this)
                if alias and condition.expression.find(exp.Column) is None:
                    fixed.setdefault(alias, set()).add(str(condition.this.name).lower())
            continue
        for here, there in (both, both[::-1]):
            if select.owner(here) == one:
                other = select.owner(there)
                if other:
                    ours, theirs = ties.setdefault(other, (set(), set()))
                    ours.add(str(here.name).lower())
                    theirs.add(str(there.name).lower())
    for other, (ours, theirs) in sorted(ties.items()):
        known = select.known.get(other)
        if known is None or not known.keys or not any(key <= ours for key in mine.keys):
            continue
        if not any(key <= theirs | fixed.get(other, set()) for key in known.keys) and _repeats(known, theirs):
            return other
    return None


def _repeats(known: Known, columns: set[str]) -> bool:
    """Whether the values of a column come several times; unknown counts as yes."""
    values = [known.columns[c].distinct_values for c in columns if c in known.columns]
    most = max((v for v in values if v), default=0)
    return not most or known.rows > _REPEATING * most


def _grouped_by(select: Select, alias: str) -> bool:
    group = select.node.args.get("group")
    if group is None:
        return False
    for item in group.expressions:
        for column in item.find_all(exp.Column):
            if select.owner(column) in (alias, None):
                return True
    return False


@check("report.distinct_hides_fan_out", exp.Distinct, catalogue=True, having=(exp.Join,))
def distinct_hides_fan_out(node: exp.Expr, view: View) -> Iterator[Hit]:
    """DISTINCT takes away again what a join with a table that shows nothing has multiplied."""
    parent = node.parent
    if not isinstance(parent, exp.Select) or node.args.get("on") or parent.args.get("group"):
        return
    select = view.select(parent)
    if not select.closed or len(select.tables) < 2 or any(p.is_star for p in parent.expressions):
        return
    shown: set[str] = set()
    for projection in parent.expressions:
        sides = select.sides(projection)
        if sides is None:
            return
        shown |= sides
    for one in sorted(shown):
        many = _multiplies(select, one)
        known = select.known.get(many) if many else None
        if many and known and many not in shown:
            yield Hit(f"SELECT DISTINCT … JOIN {known.name}", known.rows, {"table": known.name, "rows": known.rows})
            return


@check("report.subquery_many_rows", exp.Select, catalogue=True, joined=False, having=(exp.Subquery,))
def subquery_many_rows(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A subquery in place of one value, whose condition several rows meet according to the statistics."""
    select = view.select(node)
    if not is_scalar(node) or select.odd or len(select.known) != 1 or select.joins:
        return
    if (
        any(node.args.get(k) for k in ("limit", "group", "distinct", "having", "offset", "connect"))
        or not node.expressions
    ):
        return
    if any(map(aggregates, node.expressions)) or node.find(exp.Anonymous) is not None or not select.filters:
        return
    alias, known = next(iter(select.known.items()))
    if known is None or known.rows < 10:
        return
    asked: set[str] = set()
    for condition in select.filters:
        column = condition.this
        if not isinstance(condition, exp.EQ):
            return
        if not isinstance(column, exp.Column) or select.owner(column) != alias:
            column = condition.expression
        if not isinstance(column, exp.Column) or select.owner(column) != alias:
            return
        asked.add(str(column.name).lower())
    if any(key <= asked for key in known.keys):
        return
    values = [known.columns[c].distinct_values if c in known.columns else None for c in asked]
    if not values or not all(values):
        return
    product = 1
    for value in values:
        product *= value or 1
    if known.rows > _REPEATING * product:
        yield Hit(
            view.sql(node),
            known.rows,
            {"table": known.name, "columns": ", ".join(sorted(asked)), "each": round(known.rows / product)},
        )
