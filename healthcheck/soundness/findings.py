"""What the soundness rules share: every flow in force judged once per process, however many rules ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness.analysis import Analysis, Defect, Kind, analyse
from healthcheck.soundness.net import Semantics
from healthcheck.table import Table


class _Node(NamedTuple):
    node_id: str
    name: str | None
    kind: str
    parent_id: str | None
    attached_to: str | None
    triggered: bool
    interrupting: bool


class _Edge(NamedTuple):
    edge_id: str
    source_id: str | None
    target_id: str | None
    name: str | None
    condition: str | None
    is_default: bool


@lru_cache(maxsize=1024)
def _judge(nodes: tuple[_Node, ...], edges: tuple[_Edge, ...], semantics: Semantics) -> Analysis:
    return analyse(nodes, edges, semantics)


def judged(
    flow_in_force: Table[Any], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge], semantics: Semantics
) -> Iterator[tuple[str, str, Analysis]]:
    """Key, name and verdict of every BPMN flow in force, whatever the order of the rows.

    Raises:
        ValueError: when ``semantics``, which a site may set in its profile, is unknown.
    """
    if semantics not in get_args(Semantics):
        raise ValueError(f"semantics = {semantics!r}: expected one of {', '.join(get_args(Semantics))}")
    flows = sorted((f.flow_id, f.flow_name) for f in flow_in_force.rows() if f.notation == "bpmn")
    wanted = {flow_id for flow_id, _ in flows}
    nodes: dict[str, list[_Node]] = defaultdict(list)
    edges: dict[str, list[_Edge]] = defaultdict(list)
    for n in flow_node.rows():
        if n.flow_id in wanted:
            nodes[n.flow_id].append(
                _Node(n.node_id, n.name, n.kind, n.parent_id, n.attached_to, n.triggered, n.interrupting is not False)
            )
    for e in flow_edge.rows():
        if e.flow_id in wanted:
            edges[e.flow_id].append(_Edge(e.edge_id, e.source_id, e.target_id, e.name, e.condition, e.is_default))
    for flow_id, name in flows:
        yield flow_id, name, _judge(tuple(_sorted(nodes[flow_id])), tuple(_sorted(edges[flow_id])), semantics)


def _sorted(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def defects(
    kind: Kind,
    flow_in_force: Table[Any],
    flow_node: Table[FlowNode],
    flow_edge: Table[FlowEdge],
    semantics: Semantics,
) -> Iterator[tuple[dict[str, object], Analysis, Defect]]:
    """Every defect of one kind, with the columns that all these rules return."""
    for flow_id, name, analysis in judged(flow_in_force, flow_node, flow_edge, semantics):
        for defect in analysis.defects:
            if defect.kind == kind:
                yield (
                    {
                        "flow_id": flow_id,
                        "node_id": defect.node_id,
                        "flow": name,
                        "node": analysis.label(defect.node_id),
                        "path": analysis.path(defect.path),
                        "confidence": defect.confidence,
                    },
                    analysis,
                    defect,
                )
