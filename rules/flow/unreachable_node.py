"""
severity = "medium"
subject  = "flow_node"
cause    = "flow"
reach    = "steps"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]

[en]
title   = "Step that no document reaches"
message = "Flow {flow}: no path leads from a start to {step} (and {behind:further node|further nodes} behind it)."
fix     = "Connect the step where it belongs or delete it, and publish."
[zh]
title   = "流程中有走不到的节点"
message = "流程“{flow}”：从开始节点走不到“{step}”（其后还有 {behind} 个节点）。"
fix     = "把该节点连到应在的位置，或删除它，重新发布。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from healthcheck import Table
from healthcheck.facts import Flow, FlowEdge, FlowNode


def check(flow: Table[Flow], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge]) -> Iterator[dict[str, object]]:
    """One finding per place where a line is missing: the first node behind it, not every node that hangs on that."""
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
        for node, behind in _lost(nodes_of[f.flow_id], edges_of[f.flow_id]):
            yield {
                "flow_id": f.flow_id,
                "node_id": node.node_id,
                "flow": f.name or f.code or f.flow_id,
                "step": node.name or node.node_id,
                "kind": node.kind,
                "behind": behind,
                "reach": behind + 1,
            }


def _lost(nodes: Mapping[str, FlowNode], edges: Iterable[tuple[str, str]]) -> Iterator[tuple[FlowNode, int]]:
    if not any(n.kind == "start_event" and n.parent_id is None for n in nodes.values()):
        return  # flow.no_start says it
    follows: dict[str, set[str]] = defaultdict(set)
    entered: set[str] = set()
    for source, target in edges:
        if source in nodes and target in nodes:
            follows[source].add(target)
            entered.add(target)
    inside: dict[str | None, list[FlowNode]] = defaultdict(list)
    for node in nodes.values():
        inside[node.parent_id if node.parent_id in nodes else None].append(node)
        if node.kind == "boundary_event" and node.attached_to in nodes:
            follows[str(node.attached_to)].add(node.node_id)
    reached = _reach({n.node_id for n in _entries(inside[None], entered)}, follows, inside, entered)
    # An activity without any line may be a compensation handler, which hangs on a boundary event by an association.
    compensation = any(n.kind == "boundary_event" and not follows[n.node_id] for n in nodes.values())
    lost = {
        n.node_id
        for n in nodes.values()
        if n.node_id not in reached
        and (n.parent_id is None or n.parent_id not in nodes or n.parent_id in reached)
        and n.kind != "boundary_event"
        and not (compensation and not follows[n.node_id] and n.node_id not in entered)
    }
    chains = {node_id: _reach({node_id}, follows, inside, entered) & lost for node_id in lost}
    told: set[str] = set()
    for node_id in sorted(lost):
        # A source: whatever leads here can be reached from here as well (a loop cut off from the rest).
        if node_id not in told and all(other in chains[node_id] for other in lost if node_id in chains[other]):
            told |= chains[node_id]
            yield nodes[node_id], len(chains[node_id]) - 1


def _entries(scope: Iterable[FlowNode], entered: set[str]) -> Iterator[FlowNode]:
    """Where a token can appear in a scope: starts, event sub-processes, links; else whatever nothing leads to."""
    scope = list(scope)
    drawn = any(n.kind == "start_event" for n in scope)
    for node in scope:
        loose = node.node_id not in entered
        if (
            node.kind in ("start_event", "event_sub_process")
            or (loose and (node.kind == "intermediate_event" or not drawn))
            or (node.kind == "boundary_event" and node.attached_to is None)
        ):
            yield node


def _reach(
    roots: set[str],
    follows: Mapping[str, set[str]],
    inside: Mapping[str | None, list[FlowNode]],
    entered: set[str],
) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        node_id = waiting.pop()
        if node_id not in reached:
            reached.add(node_id)
            waiting.extend(follows.get(node_id, ()))
            waiting.extend(n.node_id for n in _entries(inside.get(node_id, ()), entered))
    return reached
