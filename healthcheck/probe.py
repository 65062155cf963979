"""Fits an adapter's SELECT to the tables and columns that a target really has.

``present(a, b, NULL)`` stands for the first of its arguments whose columns exist; constants always do. Otherwise a
projection that needs a missing column becomes NULL and is reported as unknown; a LEFT JOIN on a missing table goes with
the projections that use it; anything else that is missing makes the SELECT unusable, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, build_scope

from healthcheck.catalogue import Catalogue, CatalogueTable
from healthcheck.errors import PackError
from healthcheck.language import Text

#: Columns that every table of a dialect has without listing them.
_SYSTEM_COLUMNS = {
    "postgres": {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"},
    "sqlite": {"rowid", "oid", "_rowid_"},
    "oracle": {"rowid", "rownum"},
}


class Denial(Text):
    """A reason that a permission would remove."""


class Drift(Text):
    """A column is missing from a table that is there: rows exist, and cannot be read as they are meant."""


class UnusableError(Exception):
    """The SELECT cannot run on this target; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    @property
    def denied(self) -> bool:
        """Whether it is for want of a permission, and not because the product has no such thing."""
        return isinstance(self.text, Denial)

    @property
    def drifted(self) -> bool:
        """Whether the table is there, under another shape."""
        return isinstance(self.text, Drift)


#: What a name in a FROM clause offers: a table, a subquery's outputs, why it is missing, or None for anything.
Offer = CatalogueTable | dict[str, Text | None] | Text | None
Sources = dict[str, Offer]


@dataclass
class Fitted:
    """A SELECT that runs on the target.

    Attributes:
        sql: in the target's dialect.
        columns: names of the columns it returns, lower case.
        unknown: columns that are NULL because something they need is missing, with the reason.
        tables: real names of the tables it reads.
        notes: what else was left out.
        constants: columns left out of ``sql`` because they are the same in every row, as DuckDB literals.
    """

    sql: str
    columns: list[str]
    unknown: dict[str, Text] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)


def fit(sql: str, catalogue: Catalogue, read: str, write: str, where: str = "", lift_constants: bool = False) -> Fitted:
    """Fit ``sql`` (dialect ``read``) to ``catalogue`` and write it in dialect ``write``.

    Args:
        where: file name for error messages.
        lift_constants: leave constant projections out of the statement and give them as DuckDB literals instead, so
            that the server does not send the same value a million times.

    Raises:
        PackError: when the text is not one SELECT.
        UnusableError: when a table or column is missing that it cannot do without.
    """
    tree = parse_select(sql, read, where)
    scope = build_scope(tree)
    if scope is None:
        raise PackError(f"{where}: expected a SELECT.", f"{where}：应为 SELECT 语句。")
    fitting = _Fitting(catalogue, write)
    outputs = fitting.visit(scope)
    unknown = {name.lower(): why for name, why in outputs.items() if why is not None}
    constants = _lift(scope.expression) if lift_constants else {}
    return Fitted(
        sql=scope.expression.sql(dialect=write, comments=False),
        columns=[name.lower() for name in outputs],
        unknown=unknown,
        tables=list(dict.fromkeys(fitting.tables)),
        notes=fitting.notes,
        constants=constants,
    )


def _lift(tree: Any) -> dict[str, str]:
    """Take constant projections out of a SELECT; returns them as DuckDB literals by column name."""
    if not isinstance(tree, exp.Select):
        return {}
    lifted = {
        p.alias_or_name.lower(): p.unalias().sql(dialect="duckdb")
        for p in tree.expressions
        if isinstance(p.unalias(), exp.Literal | exp.Null | exp.Boolean)
    }
    kept = [p for p in tree.expressions if p.alias_or_name.lower() not in lifted]
    if not kept:
        return {}
    tree.set("expressions", kept)
    return lifted


def parse_select(sql: str, dialect: str, where: str) -> exp.Query:
    """One SELECT as a tree.

    Raises:
        PackError: with line and column when it cannot be parsed, or when it is anything but one SELECT.
    """
    try:
        trees = [t for t in sqlglot.parse(sql, read=dialect) if t is not None]
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise PackError(f"{where}: {first}", f"{where}：SQL 无法解析：{first}") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise PackError(
            f"{where}: expected exactly one SELECT, found {len(trees)} statement(s).",
            f"{where}：只能有一条 SELECT 语句，实际为 {len(trees)} 条。",
        )
    forbidden = next(
        trees[0].find_all(exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Into, exp.Lock), None
    )
    if forbidden is not None:
        raise PackError(
            f"{where}: {forbidden.key.upper()} is not allowed in a SELECT that only reads.",
            f"{where}：只读查询里不允许出现 {forbidden.key.upper()}。",
        )
    return trees[0]


def _absent(table: str) -> Text:
    return Text(f"table {table} not found", f"没有表 {table}")


def _unreadable(table: CatalogueTable) -> Text:
    return Denial(f"no permission to read table {table.shown}", f"没有读取表 {table.shown} 的权限")


def _rename(tree: Any, names: list[str]) -> None:
    """Give a branch's projections the names of the union."""
    first = tree
    while isinstance(first, exp.SetOperation):
        first = first.this
    renamed = [exp.alias_(p.unalias(), name) for p, name in zip(first.expressions, names, strict=False)]
    first.set("expressions", renamed)


class _Fitting:
    def __init__(self, catalogue: Catalogue, write: str) -> None:
        self.catalogue = catalogue
        self.write = write
        self.tables: list[str] = []
        self.notes: list[Text] = []
        self.done: dict[int, dict[str, Text | None]] = {}

    def visit(self, scope: Scope) -> dict[str, Text | None]:
        """Output columns of a query; a Text tells why a column is unknown."""
        tree = scope.expression
        if id(tree) in self.done:
            return self.done[id(tree)]
        if isinstance(tree, exp.SetOperation):
            outputs = self._union(scope)
        elif isinstance(tree, exp.Select):
            outputs = self._select(scope, tree)
        else:
            outputs = {}
        self.done[id(tree)] = outputs
        return outputs

    def _union(self, scope: Scope) -> dict[str, Text | None]:
        outputs: dict[str, Text | None] = {}
        union: Any = scope.expression
        names = list(union.named_selects)  # a union is named by its first branch, even if that goes
        failed: list[tuple[Scope, UnusableError]] = []
        for branch in scope.set_operation_scopes:
            try:
                found = self.visit(branch)
            except UnusableError as error:
                failed.append((branch, error))
                continue
            if not outputs:
                outputs = dict(zip(names, found.values(), strict=False))
                if branch is not scope.set_operation_scopes[0]:
                    _rename(branch.expression, names)
                self.done[id(scope.expression)] = outputs  # what a recursive branch sees as itself
                continue
            for name, why in zip(list(outputs), found.values(), strict=False):
                outputs[name] = outputs[name] or why
        if len(failed) == len(scope.set_operation_scopes):
            raise failed[0][1]
        for branch, problem in failed:
            parent = branch.expression.find_ancestor(exp.SetOperation)
            if parent is None:
                raise problem
            other = parent.expression if parent.this is branch.expression else parent.this
            if parent.args.get("with_") is not None:
                other.set("with_", parent.args["with_"])
            if parent is scope.expression:
                scope.expression = other
            parent.replace(other)
            self.notes.append(problem.text)
        return outputs

    def _select(self, scope: Scope, tree: exp.Select) -> dict[str, Text | None]:
        sources: Sources = {}
        own = scope.selected_sources
        for alias, source in scope.sources.items():
            sources[alias] = self._source(source, outer=alias not in own)
        self._choose_present(tree, sources)
        self._drop_joins(tree, sources)
        for subscope in scope.subquery_scopes:
            self._subquery(subscope, tree)
        for clause in ("where", "having", "group", "qualify", "distinct"):
            node = tree.args.get(clause)
            why = self._missing(node, sources, tree) if node is not None else None
            if why:
                raise UnusableError(why)
        order = tree.args.get("order")
        if order is not None and self._missing(order, sources, tree):
            tree.set("order", None)
        return self._projections(tree, sources)

    def _projections(self, tree: exp.Select, sources: Sources) -> dict[str, Text | None]:
        outputs: dict[str, Text | None] = {}
        fitted = []
        for projection in tree.expressions:
            star = isinstance(projection, exp.Star) or (
                isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
            )
            if star:
                for source in sources.values():
                    if isinstance(source, CatalogueTable):
                        outputs.update(dict.fromkeys(source.columns))
                    elif isinstance(source, dict):
                        outputs.update(source)
                fitted.append(projection)
                continue
            why = projection.meta.get("missing") or self._missing(projection, sources, tree)
            name = projection.alias_or_name
            outputs[name] = why
            fitted.append(exp.alias_(exp.Null(), name) if why else projection)
        tree.set("expressions", fitted)
        return outputs

    def _source(self, source: exp.Table | Scope, outer: bool) -> Offer:
        """What a FROM item offers: a table, a subquery's outputs, a reason it is missing, or None = anything."""
        if isinstance(source, Scope):
            if source.is_udtf or not isinstance(source.expression, exp.Query):
                return None
            try:
                return self.visit(source)
            except UnusableError as error:
                return error.text
        if not isinstance(source, exp.Table) or not isinstance(source.this, exp.Identifier):
            return None
        if source.db.lower() in ("pg_catalog", "information_schema", "performance_schema", "sys", "mysql"):
            return None
        if source.name.lower() == "sqlite_schema":
            return None
        table = self.catalogue.table(source.name)
        if table is None:
            return _absent(source.name)
        if not table.readable:
            return _unreadable(table)
        if not outer:
            self._name(source, table)
        return table

    def _name(self, node: exp.Table, table: CatalogueTable) -> None:
        """Write the table's real name and schema, keeping what the query calls it."""
        self.tables.append(table.shown)
        if table.name != node.name:
            if not node.alias:
                node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name)))
            node.set("this", exp.to_identifier(table.name, quoted=True))
        if table.schema and not node.db:
            node.set("db", exp.to_identifier(table.schema, quoted=True))

    def _drop_joins(self, tree: exp.Select, sources: Sources) -> None:
        """Remove LEFT JOINs whose table or condition is missing; any other missing source is fatal."""
        joins = list(tree.args.get("joins") or [])
        removable = {j.alias_or_name: j for j in joins if j.side == "LEFT"}
        changed = True
        while changed:
            changed = False
            for join in list(joins):
                alias = join.alias_or_name
                why = sources.get(alias)
                if not isinstance(why, Text):
                    why = self._missing(join.args.get("on"), sources, tree)
                if why is None:
                    continue
                if alias not in removable:
                    raise UnusableError(why)
                sources[alias] = why
                joins.remove(join)
                changed = True
        tree.set("joins", joins)
        origin = tree.args.get("from_") or tree.args.get("from")
        if origin is not None:
            why = sources.get(origin.this.alias_or_name)
            if isinstance(why, Text):
                raise UnusableError(why)

    def _choose_present(self, tree: exp.Select, sources: Sources) -> None:
        """Replace every ``present(a, b, …)`` by the first of its arguments that the target has."""
        for call in list(tree.find_all(exp.Anonymous)):
            if str(call.this).lower() != "present" or call.find_ancestor(exp.Select) is not tree:
                continue
            there = [a for a in call.expressions if self._missing(a, sources, tree) is None]
            call.replace((there or call.expressions[-1:])[0])

    def _subquery(self, scope: Scope, tree: exp.Select) -> None:
        try:
            self.visit(scope)
        except UnusableError as error:
            node: Any = scope.expression
            while node is not None and node.parent is not tree:
                node = node.parent
            if node is None or node.arg_key != "expressions":
                raise
            node.meta["missing"] = error.text

    def _missing(self, node: exp.Expression | None, sources: Sources, tree: exp.Select) -> Text | None:
        """Why something below ``node`` is missing, subqueries not entered; None when all is there."""
        if node is None:
            return None
        for column in node.find_all(exp.Column):
            if column.find_ancestor(exp.Select) is not tree:
                continue
            why = self._column(column, sources, tree)
            if why:
                return why
        return None

    def _column(self, column: exp.Column, sources: Sources, tree: exp.Select) -> Text | None:
        if isinstance(column.this, exp.Star):
            return None
        if column.table:
            return self._in(column, sources.get(column.table), column.table)
        aliases = {p.alias.lower() for p in tree.expressions if isinstance(p, exp.Alias)}
        reasons = [self._in(column, source, alias) for alias, source in sources.items()]
        if not sources or None in reasons or column.name.lower() in aliases:
            return None
        return reasons[0]

    def _in(self, column: exp.Column, source: Offer, alias: str) -> Text | None:
        name = column.name.lower()
        if isinstance(source, Text):
            return source
        if isinstance(source, CatalogueTable):
            if name in source.columns:
                real = source.columns[name]
                if real != column.name and self.write == "postgres":
                    column.set("this", exp.to_identifier(real, quoted=True))
                return None
            if name in _SYSTEM_COLUMNS.get(self.write, ()):
                return None
            shown = f"{source.shown}.{column.name}"
            return Drift(f"column {shown} not found", f"没有列 {shown}")
        if isinstance(source, dict):
            lowered = {k.lower(): v for k, v in source.items()}
            if name in lowered:
                return lowered[name]
            return Text(f"column {alias}.{column.name} not found", f"没有列 {alias}.{column.name}")
        return None
