"""Which columns of which fact tables feed a query's output and decide its rows: a walk over the parsed query.

The answer is a :class:`healthcheck.needs.Needs`. It stands apart because parsing takes a library that most runs do without:
what rules rest on is remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, build_scope

from healthcheck.needs import BaseColumn, Needs, QueryError


def walk(sql: str, tables: Mapping[str, list[str]], derived: Mapping[str, Needs]) -> Needs:
    """What ``sql`` reads, as it stands; see :func:`healthcheck.needs.needs_of`.

    Raises:
        QueryError: when the query cannot be parsed.
    """
    try:
        tree: Any = sqlglot.parse_one(sql, read="duckdb")
        return _Walk(tables, derived).needs(tree)
    except SqlglotError as error:
        raise QueryError(str(error)) from None


class _Walk:
    def __init__(self, tables: Mapping[str, list[str]], derived: Mapping[str, Needs]) -> None:
        self.known = tables
        self.derived = derived
        self.tables: set[str] = set()
        self.used_derived: set[str] = set()
        self.deciding: set[BaseColumn] = set()
        self.done: dict[int, dict[str, set[BaseColumn]]] = {}
        self.absence: set[str] = set()
        self.ctes: dict[str, exp.Expression] = {}
        self.named: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()

    def needs(self, tree: exp.Expression) -> Needs:
        for table in tree.find_all(exp.Table):
            self._note_table(table)
        self.ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
        scope = build_scope(tree)
        if scope is None:
            raise SqlglotError("expected a SELECT")
        outputs = self._outputs(scope, root=True)
        decided = {table for table, _ in self.deciding}
        optional = {t for t, times in self.shown.items() if times == self.named[t] and t not in decided}
        self.tables = set(self.named) - optional
        for name in self.used_derived:
            optional |= self.derived[name].optional
            self.tables |= self.derived[name].tables
            self.deciding |= self.derived[name].deciding
            self.absence |= self.derived[name].absence
        return Needs(
            frozenset(self.tables),
            frozenset(self.deciding),
            {k: frozenset(v) for k, v in outputs.items()},
            frozenset(self.used_derived),
            frozenset(optional - self.tables),
            frozenset(self.absence),
        )

    def _note_table(self, table: exp.Table) -> None:
        name = table.name
        if name in self.derived:
            self.used_derived.add(name)
        elif name in self.known:
            self.named[name] += 1

    def _outputs(self, scope: Scope, root: bool = False) -> dict[str, set[BaseColumn]]:
        if id(scope.expression) in self.done:
            return self.done[id(scope.expression)]
        self.done[id(scope.expression)] = {}  # a recursive CTE sees itself as nothing new
        tree = scope.expression
        result: dict[str, set[BaseColumn]] = {}
        if isinstance(tree, exp.SetOperation):
            for branch_scope in scope.set_operation_scopes:
                branch = self._outputs(branch_scope, root)
                if not result:
                    result = {name: set(fed) for name, fed in branch.items()}
                    self.done[id(scope.expression)] = result  # what the recursive branch sees as itself
                    continue
                for name, fed in zip(list(result), branch.values(), strict=False):
                    result[name] |= fed
        elif isinstance(tree, exp.Select):
            result = self._select(scope, tree, root)
        self.done[id(scope.expression)] = result
        return result

    def _select(self, scope: Scope, tree: exp.Select, root: bool) -> dict[str, set[BaseColumn]]:
        sources = {alias: self._source(source) for alias, source in scope.sources.items()}
        local = {alias: sources[alias] for alias in scope.selected_sources if alias in sources}

        def feeds(node: exp.Expression | None) -> set[BaseColumn]:
            found: set[BaseColumn] = set()
            if node is None:
                return found
            for column in node.find_all(exp.Column):
                found |= self._resolve(column, local) or self._resolve(column, sources)
            return found

        for subscope in scope.subquery_scopes:
            fed = self._outputs(subscope)
            if subscope.expression.find_ancestor(exp.Where, exp.Having, exp.Join):
                self.deciding |= {column for feeding in fed.values() for column in feeding}
        here = feeds(tree.args.get("where")) | feeds(tree.args.get("having")) | feeds(tree.args.get("qualify"))
        if tree.args.get("having") or not root:
            here |= feeds(tree.args.get("group"))
        joins = [(join, feeds(join.args.get("on"))) for join in tree.args.get("joins") or []]
        for join, on in joins:
            others = here.union(*(o for j, o in joins if j is not join))
            name = join.this.name if isinstance(join.this, exp.Table) else ""
            using = join.args.get("using") or []
            if join.side == "LEFT" and name in self.known and not using and name not in {t for t, _ in others}:
                self.shown[name] += 1  # it only adds what is shown: without it the verdict is the same
                continue
            here |= on
            for column in using:
                here |= {c for s in sources.values() for c in s.get(column.name, set())}
        self.deciding |= here
        self.absence |= self._missed(tree, feeds)
        result: dict[str, set[BaseColumn]] = {}
        for projection in tree.expressions:
            if isinstance(projection, exp.Star) or (
                isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
            ):
                only = projection.table if isinstance(projection, exp.Column) else ""
                for alias, source in local.items():
                    if not only or alias == only:
                        for name, columns in source.items():
                            result.setdefault(name, set()).update(columns)
                continue
            result.setdefault(projection.alias_or_name, set()).update(feeds(projection))
        return result

    def _missed(self, tree: exp.Select, feeds: Callable[[Any], set[BaseColumn]]) -> set[str]:
        """Tables whose lack of a row is the verdict: LEFT JOIN … IS NULL, NOT EXISTS, NOT IN, EXCEPT."""
        found: set[str] = set()
        outer = {join.alias_or_name: join.this for join in tree.args.get("joins") or [] if join.side == "LEFT"}
        for clause in ("where", "having"):
            node = tree.args.get(clause)
            if node is None:
                continue
            for test in node.find_all(exp.Is):
                missing = [outer[c.table] for c in test.find_all(exp.Column) if c.table in outer]
                if isinstance(test.expression, exp.Null) and missing:
                    found |= {table for table, _ in feeds(test)}.union(*map(self._below, missing))
            for negated in node.find_all(exp.Not):
                for query in negated.find_all(exp.Select):
                    found |= self._below(query)
        return found

    def _below(self, node: exp.Expression) -> set[str]:
        """Fact tables that a subquery or a joined source reads, derived ones and those of WITH resolved."""
        found: set[str] = set()
        waiting, seen = list(node.find_all(exp.Table)), set[str]()
        while waiting:
            table = waiting.pop()
            if table.name in self.ctes:
                if table.name not in seen:
                    seen.add(table.name)
                    waiting += self.ctes[table.name].find_all(exp.Table)
                continue
            if table.name in self.derived:
                found |= self.derived[table.name].tables
            elif table.name in self.known:
                found.add(table.name)
        return found

    def _source(self, source: exp.Table | Scope) -> dict[str, set[BaseColumn]]:
        if isinstance(source, Scope):
            return self._outputs(source)
        name = source.name
        if name in self.derived:
            return {k: set(v) for k, v in self.derived[name].outputs.items()}
        return {column: {(name, column)} for column in self.known.get(name, ())}

    @staticmethod
    def _resolve(column: exp.Column, sources: dict[str, dict[str, set[BaseColumn]]]) -> set[BaseColumn]:
        if column.table:
            return sources.get(column.table, {}).get(column.name, set())
        found: set[BaseColumn] = set()
        for source in sources.values():
            found |= source.get(column.name, set())
        return found
