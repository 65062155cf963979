"""A plan as the database writes it → rows of `query_plan`; values in conditions are replaced by `?`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from healthcheck.facts import QueryPlan
from healthcheck.fingerprint import without_values

#: Longer conditions are cut.
MAX_DETAIL = 400
#: Plans are not followed deeper; partitioned tables have thousands of nodes.
MAX_NODES = 500

_CONDITIONS = ("Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond")


def postgres_nodes(statement_id: str, plan: str, root: dict[str, Any], source: str) -> Iterator[QueryPlan]:
    """The nodes of a plan that PostgreSQL wrote as JSON (its `Plan` object), outermost first."""
    parts: list[str] = []
    found: list[QueryPlan] = []
    stack: list[tuple[str, dict[str, Any], float]] = [("0", root, 1.0)]
    while stack and len(found) < MAX_NODES:
        place, node, times = stack.pop()
        operation, index = str(node.get("Node Type", "?")), node.get("Index Name")
        table = _table(node)
        parts.append(f"{place.count('.')}{operation}:{node.get('Relation Name', '')}:{index or ''}")
        measured = "Actual Rows" in node or node.get("Never Executed")
        loops = _number(node.get("Actual Loops")) if measured else times
        removed = _number(node.get("Rows Removed by Filter"))
        actual = _number(node.get("Actual Rows"))
        found.append(
            QueryPlan(
                statement_id=statement_id,
                plan=plan,
                node_id=place,
                operation=operation if not node.get("Join Type") or node["Join Type"] == "Inner" else _join(node),
                table_id=table,
                index_name=index,
                rows=_number(node.get("Plan Rows")),
                rows_read=None if actual is None else actual + (removed or 0),
                width=_whole(node.get("Plan Width")),
                actual_rows=actual,
                loops=loops,
                cost=_number(node.get("Total Cost")),
                ms=_measured_ms(node),
                spilled_bytes=_spilled(node) if measured else None,
                detail=_cut("; ".join(f"{key}: {_condition(node[key])}" for key in _CONDITIONS if key in node)),
                filter=_cut(_condition(node["Filter"])) if "Filter" in node else None,
                source=source,
                origin=f"{source}#{statement_id}",
            )
        )
        children = node.get("Plans") or []
        for number, child in reversed(list(enumerate(children))):
            inner = number == 1 and operation == "Nested Loop"
            outer_rows = _number(children[0].get("Plan Rows")) or 1.0
            repeated = child.get("Parent Relationship") == "SubPlan"
            given = outer_rows if inner else (_number(node.get("Plan Rows")) or 1.0) if repeated else 1.0
            stack.append((f"{place}.{number}", child, times * max(given, 1.0)))
    if found:
        shape = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
        yield found[0].model_copy(update={"shape": shape})
        yield from found[1:]


def _join(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} {node['Join Type']} Join".replace("Join Left Join", "Left Join")


def _table(node: dict[str, Any]) -> str | None:
    name = node.get("Relation Name")
    if not name:
        return None
    return f"{node['Schema']}.{name}" if node.get("Schema") else str(name)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _measured_ms(node: dict[str, Any]) -> float | None:
    each, loops = _number(node.get("Actual Total Time")), _number(node.get("Actual Loops"))
    return None if each is None else each * (loops if loops is not None else 1)


def _spilled(node: dict[str, Any]) -> int:
    """Bytes on disk of a sort or a hash; 0 when all was in memory."""
    kilobytes = 0.0
    if node.get("Sort Space Type") == "Disk":
        kilobytes += _number(node.get("Sort Space Used")) or 0
    for worker in node.get("Workers") or []:
        if isinstance(worker, dict) and worker.get("Sort Space Type") == "Disk":
            kilobytes += _number(worker.get("Sort Space Used")) or 0
    batches = _number(node.get("Hash Batches")) or 1
    if batches > 1:
        kilobytes += (_number(node.get("Peak Memory Usage")) or 0) * (batches - 1)
    kilobytes += _number(node.get("Disk Usage")) or 0
    return int(kilobytes * 1024)


def _condition(text: object) -> str:
    return without_values(str(text))


def _cut(text: str) -> str | None:
    return (text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…") or None


def mysql_nodes(
    statement_id: str, plan: str, document: dict[str, Any], source: str, tables: dict[str, str]
) -> Iterator[QueryPlan]:
    """The nodes of EXPLAIN FORMAT=JSON of MySQL or MariaDB, as flat as the server's own table: one per table read.

    Args:
        tables: what an alias stands for, as far as the statement's text tells.
    """
    found: list[QueryPlan] = []
    parts: list[str] = []
    for place, kind, value, before in _walk_mysql(document):
        if len(found) >= MAX_NODES:
            break
        if kind == "table":
            alias = str(value.get("table_name", "?"))
            table = tables.get(alias.lower(), alias)
            operation, index = str(value.get("access_type", "?")), value.get("key")
            read = _number(value.get("rows_examined_per_scan")) or _number(value.get("rows"))
            share = (_float(value.get("filtered")) or 100.0) / 100.0
            given = None if read is None else read * share
            condition = value.get("attached_condition") or value.get("index_condition")
            known = not table.startswith("<")
            parts.append(f"{operation}:{table}:{index or ''}")
            found.append(
                QueryPlan(
                    statement_id=statement_id,
                    plan=plan,
                    node_id=place,
                    operation=operation,
                    table_id=table if known else None,
                    index_name=str(index) if index else None,
                    rows=given,
                    rows_read=read,
                    actual_rows=_number(value.get("r_rows")),
                    loops=before,
                    cost=_float((value.get("cost_info") or {}).get("read_cost")),
                    detail=_cut(_mysql_condition(condition)) if condition else None,
                    filter=_cut(_mysql_condition(value["attached_condition"]))
                    if "attached_condition" in value
                    else None,
                    source=source,
                    origin=f"{source}#{statement_id}",
                )
            )
        else:
            parts.append(kind)
            found.append(
                QueryPlan(
                    statement_id=statement_id, plan=plan, node_id=place, operation=kind, source=source,
                    rows=before, loops=1.0, origin=f"{source}#{statement_id}",
                )
            )  # fmt: skip
    if found:
        shape = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
        yield found[0].model_copy(update={"shape": shape})
        yield from found[1:]


def _mysql_condition(text: object) -> str:
    return without_values(str(text), "mysql")


def _float(value: object) -> float | None:
    try:
        return float(str(value)) if value is not None else None
    except ValueError:
        return None


#: Steps of MySQL's and MariaDB's plans that build something aside: (key, what to call it).
_STEPS = {"filesort": "filesort", "temporary_table": "temporary table", "block-nl-join": "Block Nested Loop"}


def _walk_mysql(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], float]]:
    """(place, kind, value, rows that came before it in its join) of tables and of steps that build something aside."""
    number = 0

    def visit(node: Any, before: float) -> Iterator[tuple[str, str, dict[str, Any], float]]:
        nonlocal number
        if isinstance(node, list):
            for item in node:
                yield from visit(item, 1.0)
            return
        if not isinstance(node, dict):
            return
        uses_filesort = node.get("using_filesort") is True
        uses_table = node.get("using_temporary_table") is True
        for wanted, kind in ((uses_filesort, "filesort"), (uses_table, "temporary table")):
            if wanted:
                number += 1
                yield str(number), kind, node, 1.0
        for key, value in node.items():
            if key == "nested_loop" and isinstance(value, list):
                times = before
                for item in value:
                    for found in visit(item, times):
                        yield found
                        if found[1] == "table":
                            each = (
                                _number(found[2].get("rows_examined_per_scan")) or _number(found[2].get("rows")) or 1.0
                            )
                            times *= max(each * (_float(found[2].get("filtered")) or 100.0) / 100.0, 1.0)
            elif key == "table" and isinstance(value, dict):
                number += 1
                yield str(number), "table", value, before
                yield from visit({k: v for k, v in value.items() if isinstance(v, dict | list)}, 1.0)
            else:
                if key in _STEPS and isinstance(value, dict):
                    number += 1
                    yield str(number), _STEPS[key], value, 1.0
                    yield from visit(value, before)
                elif isinstance(value, dict | list):
                    yield from visit(value, before)

    yield from visit(document, 1.0)
