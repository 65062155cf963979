"""A parsed text, walked once, and what its SELECTs read according to the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from sqlglot import exp

from healthcheck.sqltext import STAND_IN, Known, Schema, parse, plain

#: Comparisons that an index can serve when a column stands alone on one side.
SERVED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)
#: Comparisons that are not true when one side is NULL.
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
#: Aggregates that every database has, none of which looks at the order of rows.
AGGREGATES = (exp.Sum, exp.Avg, exp.Count, exp.Min, exp.Max)
#: All aggregates that are looked for.
COLLECTING = (*AGGREGATES, exp.GroupConcat, exp.ArrayAgg)


class Text:
    """The statements of a text.

    Attributes:
        queries: its SELECTs and set operations.
        others: statements of any other kind.
        nodes: every node of the queries by its type.
        columns: every column by the identity of the SELECT it stands in.
        own_names: names that WITH gives, in lower case; they hide tables.
    """

    def __init__(self, trees: Iterable[exp.Expr]) -> None:
        self.queries: list[exp.Expr] = []
        self.others: list[exp.Expr] = []
        self.nodes: dict[type, list[exp.Expr]] = {}
        self.columns: dict[int, list[exp.Expr]] = {}
        for tree in trees:
            (self.queries if isinstance(tree, exp.Query) else self.others).append(tree)
        self._walk()
        self.own_names = {str(cte.alias).lower() for cte in self.nodes.get(exp.CTE, ())}

    def _walk(self) -> None:
        """Sort all nodes by type, outer ones first, and columns by the SELECT that they stand in."""
        nodes, columns = self.nodes, self.columns
        expression, column, select = exp.Expr, exp.Column, exp.Select
        stack: list[tuple[exp.Expr, int]] = [(tree, 0) for tree in reversed(self.queries)]
        while stack:
            node, around = stack.pop()
            kind = type(node)
            found = nodes.get(kind)
            if found is None:
                nodes[kind] = [node]
            else:
                found.append(node)
            if kind is column:
                columns.setdefault(around, []).append(node)
            elif kind is select:
                around = id(node)
            for value in reversed(node.args.values()):
                if value.__class__ is list:
                    for item in reversed(value):
                        if isinstance(item, expression):
                            stack.append((item, around))
                elif isinstance(value, expression):
                    stack.append((value, around))

    def of(self, *types: type) -> Iterator[exp.Expr]:
        """Nodes of exactly these types."""
        for kind in types:
            yield from self.nodes.get(kind, ())


@lru_cache(maxsize=4_000)
def text_of(sql: str, dialect: str) -> Text:
    """A text, parsed and walked; kept for the next check."""
    return Text(parse(sql, dialect))


class View:
    """A text as one catalogue sees it.

    Attributes:
        dialect: what the text is written in; empty when nobody knows.
    """

    def __init__(self, text: Text, schema: Schema, dialect: str) -> None:
        self.text = text
        self.schema = schema
        self.dialect = dialect
        self._selects: dict[int, Select] = {}

    def select(self, node: exp.Expr) -> Select:
        """What a SELECT reads."""
        found = self._selects.get(id(node))
        if found is None:
            found = self._selects[id(node)] = Select(node, self)
        return found

    def around(self, node: exp.Expr) -> Select | None:
        """The SELECT that a node belongs to; None in the ORDER BY of a UNION."""
        parent = node.parent
        while parent is not None and not isinstance(parent, exp.Select):
            if isinstance(parent, exp.SetOperation):
                return None
            parent = parent.parent
        return self.select(parent) if parent is not None else None

    def sql(self, node: exp.Expr, longest: int = 120) -> str:
        """A piece of the text as it could be written, `?` for placeholders."""
        return plain(node, self.dialect, longest)


def view_of(sql: str, dialect: str, schema: Schema | None = None) -> View:
    """A text with or without a catalogue."""
    return View(text_of(sql, dialect), schema or Schema(()), dialect)


class Select:
    """One SELECT and the tables it reads.

    Attributes:
        tables: by alias in lower case; None for a subquery, a function or a name of WITH.
        odd: FROM has something in it that is not understood, or one alias twice.
    """

    def __init__(self, node: exp.Expr, view: View) -> None:
        self.node = node
        self.view = view
        self.tables: dict[str, exp.Table | None] = {}
        self.odd = bool(node.args.get("laterals"))
        self._owners: dict[int, str | None] = {}
        source = node.args.get("from_")
        self.joins: list[exp.Join] = node.args.get("joins") or []
        if source is not None:
            self._add(source.this)
        for join in self.joins:
            self._add(join.this)

    def _add(self, source: exp.Expr | None) -> None:
        alias = str(source.alias_or_name).lower() if source is not None else ""
        if source is None or not alias or alias in self.tables or source.args.get("joins"):
            self.odd = True
            return
        self.tables[alias] = None
        if isinstance(source, exp.Table) and (source.db or alias_free(source) not in self.view.text.own_names):
            self.tables[alias] = source

    @cached_property
    def known(self) -> dict[str, Known | None]:
        """The catalogue's tables by alias."""
        schema = self.view.schema
        return {alias: schema.known(table) if table is not None else None for alias, table in self.tables.items()}

    @cached_property
    def closed(self) -> bool:
        """Whether every table that it reads is known with its columns."""
        return not self.odd and bool(self.known) and all(k is not None and k.columns for k in self.known.values())

    @cached_property
    def outer(self) -> Select | None:
        """The SELECT around it, if any."""
        return self.view.around(self.node)

    @cached_property
    def is_output(self) -> bool:
        """Whether its rows are what the text returns, alone or as a part of a UNION."""
        parent = self.node.parent
        while isinstance(parent, exp.SetOperation | exp.Subquery | exp.Paren):
            parent = parent.parent
        return parent is None

    @property
    def is_root(self) -> bool:
        """Whether it is the whole statement."""
        return self.node.parent is None

    @cached_property
    def aliases(self) -> dict[str, exp.Expr]:
        """Names that the SELECT gives to its columns."""
        return {str(p.alias).lower(): p.this for p in self.node.expressions if isinstance(p, exp.Alias)}

    @cached_property
    def filters(self) -> list[exp.Expr]:
        """What WHERE asks for, taken apart at AND."""
        where = self.node.args.get("where")
        return list(conjuncts(where.this)) if where is not None else []

    @cached_property
    def conditions(self) -> list[exp.Expr]:
        """What WHERE and ON ask for, taken apart at AND."""
        found = list(self.filters)
        for join in self.joins:
            if join.args.get("on") is not None:
                found.extend(conjuncts(join.args["on"]))
        return found

    def owner(self, column: exp.Column) -> str | None:
        """The alias that a column belongs to; None when that is not certain."""
        key = id(column)
        if key not in self._owners:
            self._owners[key] = self._owner(column)
        return self._owners[key]

    def _owner(self, column: exp.Column) -> str | None:
        qualifier = str(column.table).lower()
        if qualifier:
            return qualifier if qualifier in self.tables else None
        if not self.closed:
            return None
        name = str(column.name).lower()
        holders = [alias for alias, known in self.known.items() if known and name in known.columns]
        return holders[0] if len(holders) == 1 else None

    def table_of(self, column: exp.Column) -> Known | None:
        """The table of a column, when it is certain and known."""
        alias = self.owner(column)
        return self.known.get(alias) if alias else None

    def type_of(self, column: exp.Column) -> str:
        """A column's type in lower case; empty when it is not known."""
        known = self.table_of(column)
        found = known.columns.get(str(column.name).lower()) if known else None
        return (found.type or "").lower() if found else ""

    def starred(self) -> Iterator[tuple[str, Known]]:
        """The known tables, with their aliases, all of whose columns a `*` asks for."""
        for projection in self.node.expressions:
            if isinstance(projection, exp.Star):
                aliases = list(self.tables)
            elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
                aliases = [str(projection.table).lower()]
            else:
                continue
            for alias in aliases:
                known = self.known.get(alias)
                if known:
                    yield alias, known

    @cached_property
    def columns(self) -> list[exp.Column]:
        """Columns that stand in this very SELECT, not in a subquery; `*` is none."""
        found = self.view.text.columns.get(id(self.node), ())
        return [c for c in found if isinstance(c, exp.Column) and not isinstance(c.this, exp.Star)]

    @cached_property
    def names(self) -> list[tuple[exp.Column, str, str]]:
        """The SELECT's columns, each with its table's alias and its name in lower case."""
        return [(c, str(c.table).lower(), str(c.name).lower()) for c in self.columns]

    def own(self, node: exp.Expr) -> Iterator[exp.Column]:
        """Those of the SELECT's columns that stand below one of its parts."""
        for column in self.columns:
            above: exp.Expr | None = column
            while above is not None and above is not self.node:
                if above is node:
                    yield column
                    break
                above = above.parent

    def sides(self, node: exp.Expr) -> set[str] | None:
        """Aliases whose columns a condition mentions; None when one cannot be placed."""
        found = set()
        for column in node.find_all(exp.Column):
            alias = self.owner(column)
            if alias is None:
                return None
            found.add(alias)
        return found

    @cached_property
    def searched(self) -> set[str]:
        """Aliases for which some condition can use an index as it is written."""
        found = set()
        for condition in self.conditions:
            if isinstance(condition, SERVED):
                for side in (condition.this, condition.args.get("expression")):
                    if isinstance(side, exp.Column):
                        alias = self.owner(side)
                        known = self.known.get(alias) if alias else None
                        if alias and known and known.leads_index(str(side.name).lower()):
                            found.add(alias)
        return found

    def is_led_to(self, alias: str, condition: exp.Expr, big: int) -> bool:
        """Whether an index finds a table's rows without this condition, which must hold.

        A join leads on only from where rows were narrowed before: by a condition that an index serves, by any condition on a
        table that is not ``big``, or in a subquery. From tables that are read as a whole it leads to every row.
        """
        if alias not in self.searched or self.odd or not any(c is condition for c in self._strict):
            return alias in self.searched
        links: list[tuple[str, str, bool]] = []
        begun: set[str] = {other for other, known in self.known.items() if known is None}
        for found in self._strict:
            if found is condition or not isinstance(found, SERVED):
                continue
            sides = self.sides(found)
            if sides is None:
                return True
            for column, other in (
                (found.this, found.args.get("expression")),
                (found.args.get("expression"), found.this),
            ):
                if not isinstance(column, exp.Column):
                    continue
                owner = self.owner(column)
                known = self.known.get(owner) if owner else None
                if owner is None or known is None:
                    continue
                leads = known.leads_index(str(column.name).lower())
                if len(sides) == 1 and (leads or known.rows < big):
                    begun.add(owner)
                elif isinstance(other, exp.Column) and len(sides) == 2:
                    links += [(one, owner, leads or known.rows < big) for one in sides - {owner}]
        if alias in begun:
            return True
        while more := {to for at, to, serves in links if serves and at in begun and to not in begun}:
            if alias in more:
                return True
            begun |= more
        return False

    @cached_property
    def whole(self) -> str | None:
        """The alias of which every row gets as far as WHERE; None where a join may leave rows out.

        That is the table of FROM beside outer joins, and the biggest one where inner joins only look up the others: each by a key
        of its own, from a column that is no key (a list of chosen documents is joined by the documents' key).
        """
        source = self.node.args.get("from_")
        inner = [join for join in self.joins if str(join.side) != "LEFT"]
        if self.odd or source is None:
            return None
        first = str(source.this.alias_or_name).lower()
        if not inner:
            return first
        if any(join.side or join.args.get("on") is None for join in inner):
            return None
        joined = {first, *(str(join.this.alias_or_name).lower() for join in inner)}
        sizes = {alias: known.rows for alias in joined if (known := self.known.get(alias)) is not None}
        biggest = max(sizes, key=lambda alias: (sizes[alias], alias), default=None)
        looked_up: dict[str, set[str]] = {}
        for condition in (c for join in inner for c in conjuncts(join.args["on"])):
            one, two = condition.this, condition.args.get("expression")
            if not isinstance(condition, exp.EQ) or not isinstance(one, exp.Column) or not isinstance(two, exp.Column):
                return None
            for mine, other in ((one, two), (two, one)):
                alias, from_table = self.owner(mine), self.table_of(other)
                if alias and from_table is not None and frozenset([str(other.name).lower()]) not in from_table.keys:
                    looked_up.setdefault(alias, set()).add(str(mine.name).lower())
        for alias in joined - {biggest}:
            known = self.known.get(alias)
            if known is None or not any(key <= looked_up.get(alias, set()) for key in known.keys):
                return None
        return biggest

    @cached_property
    def _strict(self) -> list[exp.Expr]:
        """What every row of the result meets: conditions of WHERE, and those of ON where the join drops rows."""
        found = list(self.filters)
        for join in self.joins:
            if join.args.get("on") is not None and not join.side:
                found.extend(conjuncts(join.args["on"]))
        return found

    @cached_property
    def aggregated(self) -> bool:
        """Whether it returns one row by nature: aggregates and constants only, and no GROUP BY."""
        if self.node.args.get("group") or not any(self.view.text.nodes.get(kind) for kind in COLLECTING):
            return False
        summed = [aggregates(p) or next(self.own(p), None) is None for p in self.node.expressions]
        return all(summed) and any(map(aggregates, self.node.expressions))


def alias_free(table: exp.Expr) -> str:
    """A table's own name in lower case."""
    return str(table.name).lower()


def aggregates(node: exp.Expr) -> bool:
    """Whether an aggregate stands in a node, outside of subqueries and windows."""
    for found in node.find_all(*COLLECTING):
        above = found.find_ancestor(exp.Window, exp.Select)
        if not isinstance(above, exp.Window) and (above is None or above is node.find_ancestor(exp.Select)):
            return True
    return False


def conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """What must hold together, taken apart at AND."""
    yield from _split(node, exp.And)


def alternatives(node: exp.Expr) -> Iterator[exp.Expr]:
    """What may hold instead of each other, taken apart at OR."""
    yield from _split(node, exp.Or)


def _split(node: exp.Expr, kind: type) -> Iterator[exp.Expr]:
    stack = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, exp.Paren):
            stack.append(found.this)
        elif isinstance(found, kind):
            stack += [found.expression, found.this]
        else:
            yield found


def null_test(node: exp.Expr | None) -> bool | None:
    """True for `… IS NULL`, False for `… IS NOT NULL`, None for anything else; sqlglot writes the latter in two ways."""
    inner = node.this if isinstance(node, exp.Not) else node
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if not isinstance(inner, exp.Is) or not isinstance(inner.expression, exp.Null):
        return None
    return isinstance(node, exp.Not) == bool(inner.args.get("negate"))


def bare(node: exp.Expr | None) -> exp.Expr | None:
    """A node without the brackets around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def constant(node: exp.Expr | None) -> str | float | None:
    """The value of a literal that the author wrote; None for everything else, placeholders among it."""
    node = bare(node)
    sign = 1
    if isinstance(node, exp.Neg):
        node, sign = bare(node.this), -1
    if not isinstance(node, exp.Literal) or STAND_IN in node.name:
        return None
    if node.is_string:
        return str(node.name)
    try:
        return sign * float(node.name)
    except ValueError:
        return None


def whole(node: exp.Expr | None) -> int | None:
    """The value of a whole number that the author wrote."""
    value = constant(node)
    return int(value) if isinstance(value, float) and value == int(value) else None


def in_condition(node: exp.Expr) -> bool:
    """Whether a node stands in WHERE, HAVING, ON or the condition of a CASE, not in what is shown."""
    above = node.find_ancestor(exp.Where, exp.Having, exp.Join, exp.If, exp.Select)
    return above is not None and not isinstance(above, exp.Select)


def same_column(one: exp.Column, other: exp.Column) -> bool:
    """Whether two columns are one, as far as their names say."""
    if str(one.name).lower() != str(other.name).lower():
        return False
    left, right = str(one.table).lower(), str(other.table).lower()
    return left == right or not left or not right


def subquery(node: exp.Expr | None) -> exp.Expr | None:
    """The SELECT inside brackets or IN/EXISTS, if it is a single one."""
    while isinstance(node, exp.Subquery | exp.Paren):
        node = node.this
    return node if isinstance(node, exp.Select) else None


def is_scalar(node: exp.Expr) -> bool:
    """Whether a SELECT stands where one value is expected."""
    wrapper = node.parent
    if not isinstance(wrapper, exp.Subquery):
        return False
    above = wrapper.parent
    while isinstance(above, exp.Subquery | exp.Paren):
        wrapper, above = above, above.parent
    if isinstance(
        above, exp.From | exp.Join | exp.Exists | exp.SetOperation | exp.Lateral | exp.CTE | exp.Any | exp.All
    ):
        return False
    return above is not None and not (isinstance(above, exp.In) and wrapper.arg_key == "query")
