"""
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "hours"
tags     = ["go-live", "structure"]
checks   = ["AF11"]
confidence = "likely"

[en]
title   = "Loop that a document never leaves"
message = "Flow {flow}: once at {steps}, a document goes round for ever; no line leads out to an end."
fix     = "Add the way out (usually the 'agree' branch of the gateway behind the step), and publish."
[zh]
title   = "流程存在出不去的循环"
message = "流程“{flow}”：单据一旦走到 {steps} 就在里面打转，没有连线通向结束。"
fix     = "补上出口（通常是环节后网关的“同意”分支），重新发布。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from healthcheck import Table
from healthcheck.facts import Flow, FlowEdge, FlowNode

_ENDS = ("end_event", "terminate_end_event", "error_end_event")


def check(flow: Table[Flow], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge]) -> Iterator[dict[str, object]]:
    """One finding per closed loop, named by all its nodes, at the one that sorts first."""
    nodes_of: dict[str, dict[str, FlowNode]] = defaultdict(dict)
    for node in flow_node.rows():
        nodes_of[node.flow_id][node.node_id] = node
    edges_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for edge in flow_edge.rows():
        if edge.source_id is not None and edge.target_id is not None:
            edges_of[edge.flow_id].append((edge.source_id, edge.target_id))
    for f in flow.rows():
        if f.notation != "bpmn" or not (f.latest and f.active and f.executable) or f.deleted:
            continue
        nodes = nodes_of[f.flow_id]
        for loop in _closed_loops(nodes, edges_of[f.flow_id]):
            first = min(loop)
            yield {
                "flow_id": f.flow_id,
                "node_id": first,
                "flow": f.name or f.code or f.flow_id,
                "steps": ", ".join(nodes[i].name or i for i in sorted(loop)),
                "nodes": len(loop),
            }


def _closed_loops(nodes: Mapping[str, FlowNode], edges: Iterable[tuple[str, str]]) -> Iterator[set[str]]:
    follows: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    for source, target in edges:
        if source in nodes and target in nodes:
            follows[source].add(target)
            before[target].add(source)
    for node in nodes.values():
        if node.kind == "boundary_event" and node.attached_to in nodes:
            follows[str(node.attached_to)].add(node.node_id)
            before[node.node_id].add(str(node.attached_to))
    scopes: dict[str | None, list[FlowNode]] = defaultdict(list)
    for node in nodes.values():
        scopes[node.parent_id].append(node)
    if not any(n.kind in _ENDS for n in scopes[None]):
        return  # flow.no_end says it
    for parent, members in scopes.items():
        if _left_from_outside(parent, nodes, scopes):
            continue
        # Where a path simply stops the engine ends it: an exit, if a poor one (flow.dead_end).
        exits = {n.node_id for n in members if n.kind in _ENDS or not follows[n.node_id]}
        leaving = _reach(exits, before)
        started = _reach({n.node_id for n in members if n.kind == "start_event"}, follows)
        stuck = {n.node_id for n in members if n.node_id in started and n.node_id not in leaving}
        told: set[str] = set()
        for node_id in sorted(stuck):
            ahead = _reach({node_id}, follows)
            if node_id not in told and all(node_id in _reach({other}, follows) for other in ahead):
                told |= ahead
                yield ahead


def _left_from_outside(
    parent: str | None, nodes: Mapping[str, FlowNode], scopes: Mapping[str | None, list[FlowNode]]
) -> bool:
    """Whether something other than a line may end the scope: an event on or in it, or a terminating or error end."""
    while True:
        for node in scopes.get(parent, ()):
            if node.kind in ("event_sub_process", "terminate_end_event", "error_end_event"):
                return True
        if parent is None:
            return False
        if parent not in nodes or nodes[parent].kind == "event_sub_process":
            return True
        if any(n.kind == "boundary_event" and n.attached_to == parent for n in nodes.values()):
            return True
        parent = nodes[parent].parent_id


def _reach(roots: Iterable[str], follows: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        node_id = waiting.pop()
        if node_id not in reached:
            reached.add(node_id)
            waiting.extend(follows.get(node_id, ()))
    return reached
