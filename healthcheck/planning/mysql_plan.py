"""A plan as MySQL or MariaDB writes it → rows of `query_plan`; values in conditions are replaced by `?`.

Two formats of EXPLAIN FORMAT=JSON are read. *Blocks*: `query_block` with tables in the order of the join, written by MariaDB and
by MySQL 5.7 and 8, later with `explain_json_format_version = 1`. *Steps*: `query_plan` with inputs, written by MySQL as version 2
(by default in 9.7), and always by its hypergraph optimiser. Both come out as one row per table that is read, and one per step that builds something aside.

Formats: https://dev.mysql.com/doc/refman/8.4/en/explain.html and https://mariadb.com/kb/en/explain-format-json/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from healthcheck.facts import QueryPlan
from healthcheck.planning.conditions import condition, cut, floating, number

#: Plans are not followed further; partitioned tables and long UNIONs have thousands of nodes.
MAX_NODES = 500

#: Keys of blocks that build something aside → what to call it.
_STEPS = {"filesort": "filesort", "temporary_table": "temporary table", "block-nl-join": "Block Nested Loop"}
#: The same of steps, by `access_type`.
_BUILDING = {"sort": "filesort", "temp_table_aggregate": "temporary table", "materialize": "temporary table"}
#: How a step reads an index → the access type that says the same of a block.
_READING = {"index_scan": "index", "index_range_scan": "range", "index_lookup": "ref", "full_text_search": "fulltext"}
#: A join that reads its inner side once, into memory, and not once per outer row.
_HASHED = ("hash join", "BNLH")
_QUALIFIER = re.compile(r"(\w+)`?\.")


@dataclass
class _Node:
    """A table that is read, or a step that builds something aside; results kept aside are read too, and have no name."""

    operation: str
    loops: float = 1.0
    table: str | None = None
    index: str | None = None
    rows: float | None = None
    read: float | None = None
    actual: float | None = None
    cost: float | None = None
    conditions: list[str] = field(default_factory=list)
    filter: str | None = None


def mysql_nodes(
    statement_id: str, plan: str, document: dict[str, Any], source: str, tables: dict[str, str]
) -> Iterator[QueryPlan]:
    """The nodes of EXPLAIN FORMAT=JSON, as flat as the server's own table: one per table read.

    Args:
        tables: what an alias stands for, as far as the statement's text tells.
    """
    steps = document.get("query_plan", document if "operation" in document else None)
    walk = _step(steps, 1.0, None) if isinstance(steps, dict) else _block(document, _Place(1.0, frozenset()))
    found: list[QueryPlan] = []
    parts: list[str] = []
    for place, node in enumerate(walk, 1):
        if place > MAX_NODES:
            break
        table = node.table and tables.get(node.table.lower(), node.table)
        parts.append(f"{node.operation}:{table or ''}:{node.index or ''}")
        found.append(
            QueryPlan(
                statement_id=statement_id,
                plan=plan,
                node_id=str(place),
                operation=node.operation,
                table_id=table,
                index_name=node.index,
                rows=node.rows,
                rows_read=node.read,
                actual_rows=node.actual,
                loops=node.loops,
                cost=node.cost,
                detail=cut("; ".join(_shown(c) for c in node.conditions)),
                filter=cut(_shown(node.filter)) if node.filter else None,
                source=source,
                origin=f"{source}#{statement_id}",
            )
        )
    if found:
        shape = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
        yield found[0].model_copy(update={"shape": shape})
        yield from found[1:]


def _shown(text: str) -> str:
    """A condition without values; a subquery in it, which steps write as `select #2`, is no comment."""
    return condition(text.replace("(select #", "(select "), "mysql")


# Blocks


@dataclass(frozen=True)
class _Place:
    """How often a part of the plan runs, the tables outside it that it may ask about, and the result that it makes."""

    times: float
    outer: frozenset[str]
    makes: str | None = None


def _block(node: Any, at: _Place) -> Iterator[_Node]:
    """What a part of a plan in blocks reads and builds, outermost first."""
    if isinstance(node, list):
        for item in node:
            yield from _block(item, at)
        return
    if not isinstance(node, dict):
        return
    for key, kind in (("using_filesort", "filesort"), ("using_temporary_table", "temporary table")):
        if node.get(key) is True:
            yield _Node(kind, rows=1.0)
    names, given = set(at.outer), at.times
    for key, value in node.items():
        if key == "nested_loop" and isinstance(value, list):
            for item in value:
                table = _table_of(item)
                yield from _block(item, replace(at, times=given, outer=frozenset(names)))
                if table is not None:
                    given *= max(_given(table), 1.0)
                    names.add(str(table.get("table_name")))
        elif key == "table" and isinstance(value, dict):
            if value.get("table_name") != at.makes:  # else a recursion reads what it has made so far
                yield _table(value, 1.0 if _is_hashed(node, value) else at.times, node)
            names.add(str(value.get("table_name")))
            read = _Place(at.times * max(_read(value) or 1.0, 1.0), frozenset(names))
            for within, more in value.items():
                if isinstance(more, dict | list):
                    yield from (
                        _repeated(more, read)
                        if within == "attached_subqueries"
                        else _block(more, _Place(1.0, at.outer, str(value.get("table_name"))))
                    )
            given *= max(_given(value), 1.0)
        elif key.endswith("subqueries") and isinstance(value, list):
            yield from _repeated(value, _Place(given, frozenset(names)))
        elif isinstance(value, dict | list):
            if key in _STEPS and isinstance(value, dict):
                yield _Node(_STEPS[key], rows=1.0)
            yield from _block(value, at)


def _repeated(subqueries: Any, at: _Place) -> Iterator[_Node]:
    """Subqueries: those that ask about the row outside run for each; what MariaDB keeps in a cache counts as once."""
    for one in subqueries if isinstance(subqueries, list) else [subqueries]:
        if isinstance(one, dict):
            depends = one.get("dependent")
            if depends is None:
                depends = "expression_cache" not in one and _asks_about(one, at.outer)
            yield from _block(one, at if depends else replace(at, times=1.0))


def _asks_about(node: Any, outer: frozenset[str]) -> bool:
    """Whether a condition or a key of a part names a table outside it."""
    wanted = outer - {str(t.get("table_name")) for t in _tables_in(node)}
    return any(name in wanted for text in _asking(node) for name in _QUALIFIER.findall(text))


def _asking(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _asking(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "ref" and isinstance(value, list):
                yield from (str(v) for v in value)
            elif key in ("attached_condition", "index_condition"):
                yield str(value)
            else:
                yield from _asking(value)


def _tables_in(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for item in node:
            yield from _tables_in(item)
    elif isinstance(node, dict):
        if "table_name" in node:
            yield node
        for value in node.values():
            yield from _tables_in(value)


def _table_of(item: Any) -> dict[str, Any] | None:
    """The table of one step of a join, whatever is wrapped around it."""
    return next(_tables_in(item), None)


def _is_hashed(holder: dict[str, Any], table: dict[str, Any]) -> bool:
    return str(table.get("using_join_buffer") or holder.get("join_type")) in _HASHED


def _read(table: dict[str, Any]) -> float | None:
    found = number(table.get("rows_examined_per_scan"))
    return number(table.get("rows")) if found is None else found


def _given(table: dict[str, Any]) -> float:
    share = floating(table.get("filtered"))
    return (_read(table) or 1.0) * (100.0 if share is None else share) / 100.0


def _table(value: dict[str, Any], times: float, holder: dict[str, Any]) -> _Node:
    """A table; what holds it may be a join by blocks, which has the condition of the join in MariaDB."""
    join = holder.get("attached_condition") if "join_type" in holder else None
    attached, pushed = value.get("attached_condition"), value.get("index_condition")
    name, read = str(value.get("table_name", "<?>")), _read(value)
    aside = name.startswith("<") or "materialized_from_subquery" in value
    return _Node(
        operation=str(value.get("access_type", "?")).removeprefix("hash_"),
        loops=times,
        table=None if aside else name,
        index=str(value["key"]) if value.get("key") and not str(value["key"]).startswith("#hash#") else None,
        rows=None if read is None else _given(value),
        read=read,
        actual=number(value.get("r_rows")),
        cost=floating((value.get("cost_info") or {}).get("read_cost")),
        conditions=[str(c) for c in (attached, pushed, join) if c],
        filter=str(attached) if attached else None,
    )


# Steps


def _step(node: Any, times: float, above: dict[str, Any] | None) -> Iterator[_Node]:
    """What a step of a plan and its inputs read and build; ``above`` is the filter that its rows meet next."""
    if not isinstance(node, dict):
        return
    kind, inputs = str(node.get("access_type", "")), [i for i in node.get("inputs") or [] if isinstance(i, dict)]
    rows = number(node.get("estimated_rows"))
    if "table_name" in node:
        yield _reading_step(node, kind, times, above)
    elif kind in _BUILDING:
        yield _Node(_BUILDING[kind], rows=rows if rows is not None else 1.0)
    hashed = kind == "join" and "hash" in str(node.get("join_algorithm"))
    if hashed:
        yield _Node("hash join", loops=times, rows=rows, conditions=[str(c) for c in node.get("hash_condition") or []])
    carried, outer = node if kind == "filter" else None, times
    subqueries = [i for i in inputs if i.get("subquery")]
    for place, one in enumerate(i for i in inputs if not i.get("subquery")):
        if kind == "join" and not hashed and place == 1:
            times *= max(number(inputs[0].get("estimated_rows")) or 1.0, 1.0)
        # What is put together once is not put together for each row that asks it.
        yield from _step(one, 1.0 if one.get("access_type") == "materialize" else times, carried)
    asked = number(inputs[0].get("estimated_rows")) if inputs else None
    shown = [i for key, v in node.items() if key.startswith("inputs_from_") and isinstance(v, list) for i in v]
    # A condition asks for each row that comes in, a list of columns for each that goes out.
    for group, each in ((subqueries, asked), (shown, rows)):
        for one in group:
            depends = isinstance(one, dict) and one.get("dependent")
            yield from _step(one, outer * max(each or 1.0, 1.0) if depends else 1.0, None)


def _reading_step(node: dict[str, Any], kind: str, times: float, above: dict[str, Any] | None) -> _Node:
    how = _READING.get(str(node.get("index_access_type")), str(node.get("index_access_type") or kind))
    if how == "ref" and str(node.get("operation")).startswith("Single-row"):
        how = "eq_ref"
    read = number(node.get("estimated_rows"))
    dropping = str(above["condition"]) if above and above.get("condition") else None
    pushed = node.get("pushed_index_condition")
    return _Node(
        operation="ALL" if kind == "table" else how,
        loops=times,
        table=str(node["table_name"]) if "schema_name" in node else None,
        index=str(node["index_name"]) if node.get("index_name") else None,
        rows=(number(above.get("estimated_rows")) if above else None) if dropping else read,
        read=read,
        actual=number(node.get("actual_rows")),
        cost=floating(node.get("estimated_total_cost")),
        conditions=[str(c) for c in (dropping, pushed) if c],
        filter=dropping,
    )
