"""What a statement does with each table, read off its text: for databases whose plans do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from healthcheck.advise.candidates import MOST_KEYS, Use, classify, quote
from healthcheck.sqlcheck.statement import conjuncts
from healthcheck.sqltext import Known, Schema, parse

#: Views in views are followed no deeper.
DEEPEST = 5


def uses_of_text(sql: str, schema: Schema, dialect: str) -> list[Use]:
    """What a statement, its subqueries and the views that it reads do with each table."""
    found: list[Use] = []
    for tree in parse(sql, dialect):
        _of_tree(tree, schema, dialect, DEEPEST, found)
    return found


def _of_tree(tree: exp.Expr, schema: Schema, dialect: str, deeper: int, found: list[Use]) -> None:
    for select in tree.find_all(exp.Select, exp.Update, exp.Delete):
        sources = dict(_sources(select, schema))
        uses = {alias: Use(known.table.table_id) for alias, known in sources.items() if not known.table.definition}
        for known in sources.values():
            if known.table.definition and deeper:
                for view in parse(known.table.definition, dialect):
                    _of_tree(view, schema, dialect, deeper - 1, found)
        if uses:
            _of_select(select, sources, uses)
            found.extend(uses.values())


def _sources(select: exp.Expr, schema: Schema) -> Iterator[tuple[str, Known]]:
    """The tables that a SELECT itself names, by alias."""
    from_ = select.args.get("from_")
    named = [select.this] if isinstance(select, exp.Update | exp.Delete) else []
    named += [from_.this] if from_ is not None else []
    named += [join.this for join in select.args.get("joins") or []]
    for table in named:
        if isinstance(table, exp.Table) and (known := schema.known(table)) is not None:
            yield str(table.alias_or_name), known


def _of_select(select: exp.Expr, sources: dict[str, Known], uses: dict[str, Use]) -> None:
    for column in select.find_all(exp.Column):
        if not column.table:
            owners = [alias for alias, known in sources.items() if column.name.lower() in known.columns]
            if len(owners) == 1:
                column.set("table", exp.to_identifier(owners[0]))
        use, known = uses.get(str(column.table)), sources.get(str(column.table))
        if use is None or known is None:
            continue
        if (fact := known.columns.get(column.name.lower())) is not None:
            column.set("this", exp.to_identifier(fact.name))  # digests write some names in capitals
        if use.needed is not None:
            use.needed.add(str(column.name))
    where = select.args.get("where")
    conditions = [where.this] if where is not None else []
    conditions += [join.args["on"] for join in select.args.get("joins") or [] if join.args.get("on") is not None]
    for condition in conditions:
        for part in conjuncts(condition):
            for plain in _plain(part):
                classify(plain, uses)
    for key, kind in (("order", "order"), ("group", "group")):
        clause = select.args.get(key)
        if clause is not None:
            _sorted(clause.expressions, kind, uses)


def _plain(condition: exp.Expr) -> Iterator[exp.Expr]:
    """BETWEEN, IN and LIKE as the comparisons that an index answers."""
    if isinstance(condition, exp.Between):
        yield exp.GTE(this=condition.this, expression=condition.args["low"])
    elif isinstance(condition, exp.In) and condition.expressions:
        yield exp.EQ(this=condition.this, expression=condition.expressions[0])
    elif isinstance(condition, exp.In) and isinstance(condition.args.get("query"), exp.Expr):
        return
    elif isinstance(condition, exp.Like) and isinstance(condition.expression, exp.Literal):
        if not str(condition.expression.name).startswith(("%", "_")):
            yield exp.GTE(this=condition.this, expression=condition.expression)
    else:
        yield condition


def _sorted(keys: Iterable[exp.Expr], kind: str, uses: dict[str, Use]) -> None:
    names, owners = [], set()
    for key in keys:
        column = key.this if isinstance(key, exp.Ordered) else key
        if not isinstance(column, exp.Column) or str(column.table) not in uses:
            return
        owners.add(str(column.table))
        names.append(
            quote(str(column.name)) + (" DESC" if isinstance(key, exp.Ordered) and key.args.get("desc") else "")
        )
    if len(owners) == 1 and 0 < len(names) <= MOST_KEYS:
        setattr(uses[owners.pop()], kind, tuple(names))


def read_by(statements: Iterable[str], schema: Schema, dialect: str) -> tuple[list[Known], list[Known]]:
    """The tables that statements read, and the views, each behind those that it reads itself."""
    tables: dict[str, Known] = {}
    views: dict[str, Known] = {}

    def visit(sql: str, deeper: int) -> None:
        for tree in parse(sql, dialect):
            for table in tree.find_all(exp.Table):
                known = schema.known(table)
                if known is None or known.table.table_id in views:
                    continue
                if known.table.definition or known.table.kind == "view":
                    if deeper and known.table.definition:
                        visit(known.table.definition, deeper - 1)
                    views[known.table.table_id] = known
                else:
                    tables[known.table.table_id] = known

    for sql in statements:
        visit(sql, DEEPEST)
    return list(tables.values()), list(views.values())
