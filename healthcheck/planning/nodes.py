"""A plan as PostgreSQL writes it → rows of `query_plan`; values in conditions are replaced by `?`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from healthcheck.facts import QueryPlan
from healthcheck.planning.conditions import condition, cut, number

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
        loops = number(node.get("Actual Loops")) if measured else times
        removed = number(node.get("Rows Removed by Filter"))
        actual = number(node.get("Actual Rows"))
        found.append(
            QueryPlan(
                statement_id=statement_id,
                plan=plan,
                node_id=place,
                operation=operation if not node.get("Join Type") or node["Join Type"] == "Inner" else _join(node),
                table_id=table,
                index_name=index,
                rows=number(node.get("Plan Rows")),
                rows_read=None if actual is None else actual + (removed or 0),
                width=_whole(node.get("Plan Width")),
                actual_rows=actual,
                loops=loops,
                cost=number(node.get("Total Cost")),
                ms=_measured_ms(node),
                spilled_bytes=_spilled(node) if measured else None,
                detail=cut("; ".join(f"{key}: {condition(node[key])}" for key in _CONDITIONS if key in node)),
                filter=cut(condition(node["Filter"])) if "Filter" in node else None,
                source=source,
                origin=f"{source}#{statement_id}",
            )
        )
        children = node.get("Plans") or []
        for position, child in reversed(list(enumerate(children))):
            inner = position == 1 and operation == "Nested Loop"
            outer_rows = number(children[0].get("Plan Rows")) or 1.0
            repeated = child.get("Parent Relationship") == "SubPlan"
            given = outer_rows if inner else (number(node.get("Plan Rows")) or 1.0) if repeated else 1.0
            stack.append((f"{place}.{position}", child, times * max(given, 1.0)))
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


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _measured_ms(node: dict[str, Any]) -> float | None:
    each, loops = number(node.get("Actual Total Time")), number(node.get("Actual Loops"))
    return None if each is None else each * (loops if loops is not None else 1)


def _spilled(node: dict[str, Any]) -> int:
    """Bytes on disk of a sort or a hash; 0 when all was in memory."""
    kilobytes = 0.0
    if node.get("Sort Space Type") == "Disk":
        kilobytes += number(node.get("Sort Space Used")) or 0
    for worker in node.get("Workers") or []:
        if isinstance(worker, dict) and worker.get("Sort Space Type") == "Disk":
            kilobytes += number(worker.get("Sort Space Used")) or 0
    batches = number(node.get("Hash Batches")) or 1
    if batches > 1:
        kilobytes += (number(node.get("Peak Memory Usage")) or 0) * (batches - 1)
    kilobytes += number(node.get("Disk Usage")) or 0
    return int(kilobytes * 1024)
