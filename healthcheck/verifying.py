"""Queries that show on the live system whether a finding is repaired: 0 once it is.

A rule states its query in facts (``verify`` in its header), and the adapter's own SELECTs, as they were fitted to the
system, take the place of the fact tables. What comes out is plain SQL in the system's dialect: nobody needs this program
to run it. An adapter's own query (``[fix]``) goes before one that is derived here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from healthcheck.facts import TABLES
from healthcheck.needs import optional_of
from healthcheck.rule import DerivedFact, Rule, fill_params

#: Fact table → its SELECTs: ``[sql, {column: constant as DuckDB literal}, shows only what exists]``; None where one is
#: gathered by program code that nothing stands for (:meth:`healthcheck.plan.Plan.selects`).
Selects = Mapping[str, list[tuple[str, dict[str, str], bool]] | None]

#: Most makes of systems whose queries are remembered.
MAKES = 8

_TOKEN = "hc__{}__hc"
#: Now, in UTC and without a zone, as the facts are.
_NOW = {"mysql": "UTC_TIMESTAMP()", "postgres": "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"}
_TEXT = {"mysql": "BINARY", "oracle": "VARCHAR2(4000)"}
_NUMERIC = ("INTEGER", "BIGINT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "BOOLEAN")


class Verifier:
    """Writes verification queries for one system.

    Args:
        dialect: of the system's database, as sqlglot calls it.
        selects: what fills the fact tables there.
        derived: the pack's derived facts, which a query may read too.
        flat: no role inherits from another here, so that closures need no recursion.
    """

    def __init__(self, dialect: str, selects: Selects, derived: Mapping[str, DerivedFact], flat: bool = False) -> None:
        self.dialect = dialect
        self.selects = selects
        self.derived = derived
        self.flat = flat
        self.lenient = False
        self.spare: frozenset[str] = frozenset()
        self.made: dict[tuple[str, ...], str | None] = {}

    def template(self, rule: Rule) -> str | None:
        """The rule's query in the system's SQL, with the finding's values as ``{column}``; None where it has none or
        a fact it reads is not gathered by SQL here.
        """
        asked = (rule.verify or "", rule.body, rule.subject, repr(rule.params), repr(rule.tags))
        if asked not in self.made:
            self.made[asked] = self._make(rule)
        return self.made[asked]

    def _make(self, rule: Rule) -> str | None:
        if not rule.verify or self._overlooks(rule):
            return None
        # A rule in Python sees NULL in a column that nothing gives, and so does its query.
        self.lenient = rule.language == "python"
        self.spare = optional_of(rule.body)
        try:
            tree = _parse(guarded(fill_params(rule.verify, rule.params, rule.path)), "duckdb")
            self._compare_exactly(tree)
            self._fill_in(tree)
        except (SqlglotError, _UnderivableError):
            return None
        text = tree.sql(dialect=self.dialect, comments=False)
        text = text.replace("{", "{{").replace("}", "}}")
        return re.sub(_TOKEN.format(r"(\w+?)"), r"{\1}", text)

    def _overlooks(self, rule: Rule) -> bool:
        """Some SELECTs unpack a list by joining it with what exists, so they show no orphan."""
        return "orphan" in rule.tags and any(existing for *_, existing in self.selects.get(rule.subject) or ())

    def _compare_exactly(self, tree: exp.Expression) -> None:
        """Keys are text in facts; in the system they are numbers here and texts there, with collations that differ."""
        for node in list(tree.find_all(exp.EQ, exp.NEQ, exp.LT, exp.GT, exp.In)):
            sides = [node.this, *node.args.get("expressions", ()), *filter(None, [node.args.get("expression")])]
            columns = [s for s in sides if isinstance(s, exp.Column) and s.table and _is_text(s.name)]
            if self.dialect != "mysql" or len(columns) == 2:  # MySQL compares a number with a quoted one by itself
                for column in columns:
                    column.replace(exp.cast(column.copy(), _TEXT.get(self.dialect, "TEXT")))

    def _fill_in(self, tree: exp.Expression) -> None:
        for call in list(tree.find_all(exp.Anonymous)):
            if str(call.this).lower() == "scan_time":
                now = _NOW.get(self.dialect, "CURRENT_TIMESTAMP")
                call.replace(_parse(now, self.dialect))
        own = {cte.alias for cte in tree.find_all(exp.CTE)}
        tables = [t for t in tree.find_all(exp.Table) if isinstance(t.this, exp.Identifier) and t.name not in own]
        used = [_used(table) for table in tables]  # before any of them is replaced
        for table, columns in zip(tables, used, strict=True):
            table.replace(exp.Subquery(this=self._source(table.name, columns), alias=_alias(table)))

    def _source(self, name: str, used: set[str] | None) -> exp.Expression:
        if name == "role_closure" and self.flat:
            live = "SELECT l.role_id, l.role_id AS ancestor_id FROM role AS l WHERE l.active AND NOT l.deleted"
            return self._inner(live)
        if name in self.derived:
            return self._inner(self.derived[name].sql)
        parts = self.selects.get(name)
        if not parts and name in self.spare and used:
            none = ", ".join(f"NULL AS {column}" for column in sorted(used))
            return _parse(f"SELECT {none} FROM (SELECT 1 AS one) AS q WHERE 1 = 0", "duckdb")
        if not parts:
            raise _UnderivableError(name)
        columns = sorted(used if used is not None else TABLES[name].columns)
        known = {c for sql, constants, _ in parts for c in (*self._parsed(sql).named_selects, *constants)}
        if not self.lenient and not set(columns) <= {c.lower() for c in known}:
            raise _UnderivableError(name)
        branches = [self._branch(sql, constants, columns, len(parts) > 1) for sql, constants, _ in parts]
        whole = branches[0]
        for branch in branches[1:]:
            whole = exp.Union(this=whole, expression=branch, distinct=False)
        return whole

    def _inner(self, sql: str) -> exp.Expression:
        tree = _parse(sql, "duckdb")
        self._compare_exactly(tree)
        self._fill_in(tree)
        return tree

    def _parsed(self, sql: str) -> exp.Query:
        return cast("exp.Query", _parse(sql, self.dialect))

    def _branch(self, sql: str, constants: Mapping[str, str], columns: list[str], united: bool) -> exp.Expression:
        """One SELECT of an adapter with no more than the columns that are asked for, in this order."""
        tree = self._parsed(sql)
        given = {name.lower(): name for name in tree.named_selects}
        if isinstance(tree, exp.Select) and not tree.args.get("distinct"):
            inside = {p.alias_or_name.lower(): p.unalias() for p in tree.expressions}
            taken = [inside[c].copy() if c in inside else self._constant(constants.get(c)) for c in columns]
            tree.set(
                "expressions", [exp.alias_(self._widened(t, c, united), c) for t, c in zip(taken, columns, strict=True)]
            )
            _drop_joins(tree)
            return tree
        wrapped = exp.Select().from_(exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("q"))))
        for c in columns:
            value = exp.column(given[c], "q") if c in given else self._constant(constants.get(c))
            wrapped = wrapped.select(exp.alias_(self._widened(value, c, united), c))
        return wrapped

    def _widened(self, value: exp.Expression, column: str, united: bool) -> exp.Expression:
        """PostgreSQL unites a number with a text only when told how."""
        if self.dialect == "postgres" and united and _is_text(column):
            return exp.cast(value, "TEXT")
        return value

    def _constant(self, literal: str | None) -> exp.Expression:
        return _parse(literal, "duckdb") if literal else exp.Null()


_verifiers: OrderedDict[str, Verifier] = OrderedDict()


def verifier_of(dialect: str, selects: Selects, derived: Mapping[str, DerivedFact], flat: bool = False) -> Verifier:
    """As :class:`Verifier`; the same again for a system of the same make, of which a fleet has hundreds."""
    said = [dialect, selects, [(name, fact.sql) for name, fact in derived.items()], flat]
    key = hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    found = _verifiers.pop(key, None) or Verifier(dialect, selects, derived, flat)
    _verifiers[key] = found
    if len(_verifiers) > MAKES:
        _verifiers.popitem(last=False)
    return found


class _UnderivableError(Exception):
    """A fact that a query reads cannot be had by SQL in this system."""


def _parse(sql: str, dialect: str) -> exp.Expression:
    return cast("exp.Expression", sqlglot.parse_one(sql, read=dialect))


def guarded(sql: str) -> str:
    """Placeholders as words that no SQL parser minds."""
    return re.sub(r"\{(\w+)\}", lambda match: _TOKEN.format(match[1]), sql)


def _alias(table: exp.Table) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(table.alias_or_name))


def _is_text(column: str) -> bool:
    """Whether a column of this name is text in the facts: keys are, and what is counted or dated is not."""
    kinds = {spec.columns[column].sql_type for spec in TABLES.values() if column in spec.columns}
    return column in ("ancestor_id", "source_id", "via") or not kinds or not kinds & set(_NUMERIC)


def _used(table: exp.Table) -> set[str] | None:
    """Columns of a table of a FROM clause that its SELECT and what stands inside it use; None when that cannot be told."""
    select, alias = table.find_ancestor(exp.Select), table.alias_or_name
    found = set()
    for column in select.find_all(exp.Column) if select else ():
        if isinstance(column.this, exp.Star):
            return None
        if re.fullmatch(_TOKEN.format(r"\w+?"), column.name):
            continue
        around = column.find_ancestor(exp.Select)
        if not column.table and around is not None and len(_sources(around)) > 1:
            return None
        if around is select if not column.table else column.table == alias and _home(column, alias) is select:
            found.add(column.name.lower())
    return found or None


def _home(column: exp.Column, alias: str) -> exp.Expression | None:
    """The nearest SELECT around a column that has a source of this name."""
    select = column.find_ancestor(exp.Select)
    while select is not None:
        if alias in _sources(select):
            return select
        select = select.find_ancestor(exp.Select)
    return None


def _sources(select: exp.Select) -> list[str]:
    """What the sources of a SELECT's FROM and JOIN are called."""
    origin = select.args.get("from_") or select.args.get("from")
    return [item.this.alias_or_name for item in (origin, *(select.args.get("joins") or [])) if item is not None]


def _drop_joins(tree: exp.Select) -> None:
    """Leave out LEFT JOINs that nothing asks any more; that some rows then come once instead of twice changes no
    verdict between none and some.
    """
    joins = list(tree.args.get("joins") or [])
    while True:
        asked = {c.table for part in _asking(tree, joins) for c in part.find_all(exp.Column)}
        if "" in asked:
            return
        spare = next((j for j in reversed(joins) if j.side == "LEFT" and not _asked(j, tree, joins)), None)
        if spare is None:
            tree.set("joins", joins)
            return
        joins.remove(spare)
        tree.set("joins", joins)


def _asking(tree: exp.Select, joins: list[exp.Join]) -> list[exp.Expression]:
    clauses = [tree.args.get(name) for name in ("where", "group", "having", "order")]
    return [*tree.expressions, *filter(None, clauses), *(j.args["on"] for j in joins if j.args.get("on") is not None)]


def _asked(join: exp.Join, tree: exp.Select, joins: list[exp.Join]) -> bool:
    others = [j for j in joins if j is not join]
    return any(
        column.table == join.alias_or_name
        for part in (*_asking(tree, others), *(j.this for j in others))
        for column in part.find_all(exp.Column)
    )
