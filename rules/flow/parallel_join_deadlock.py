"""
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]
discriminator = ["split_id"]

[en]
title   = "Parallel join that waits for a branch never taken"
message = "Flow {flow}: {join} waits for all of {branches}, but {split} takes one only: every document sticks there."
fix     = "Join with an exclusive gateway, or split with a parallel one; then free the stuck documents by hand."
[zh]
title   = "并行汇聚永远等不齐"
message = "流程“{flow}”：汇聚节点“{join}”要等 {branches} 全部到达，而“{split}”只会走其中一条，单据必然卡死在这里。"
fix     = "把汇聚改成排他网关，或把分支改成并行网关；重新发布后再人工处理已卡住的单据。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from healthcheck import Table
from healthcheck.facts import Flow, FlowEdge, FlowNode

_PASSING = (
    "user_task",
    "service_task",
    "script_task",
    "receive_task",
    "send_task",
    "manual_task",
    "business_rule_task",
    "task",
    "call_activity",
    "sub_process",
    "intermediate_event",
    "throw_event",
)


def check(flow: Table[Flow], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge]) -> Iterator[dict[str, object]]:
    """Only what needs no search to prove: branches of one exclusive gateway that lead straight into a parallel join."""
    nodes_of: dict[str, dict[str, FlowNode]] = defaultdict(dict)
    for node in flow_node.rows():
        nodes_of[node.flow_id][node.node_id] = node
    edges_of: dict[str, list[FlowEdge]] = defaultdict(list)
    for edge in flow_edge.rows():
        edges_of[edge.flow_id].append(edge)
    for f in flow.rows():
        if f.notation != "bpmn" or not (f.latest and f.active and f.executable) or f.deleted:
            continue
        nodes = nodes_of[f.flow_id]
        for join, split, branches in _deadlocks(nodes, edges_of[f.flow_id]):
            yield {
                "flow_id": f.flow_id,
                "node_id": join,
                "split_id": split,
                "flow": f.name or f.code or f.flow_id,
                "join": nodes[join].name or join,
                "split": nodes[split].name or split,
                "branches": ", ".join(branches),
            }


def _deadlocks(nodes: Mapping[str, FlowNode], edges: list[FlowEdge]) -> Iterator[tuple[str, str, list[str]]]:
    into: dict[str, list[FlowEdge]] = defaultdict(list)
    out: dict[str, list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        if edge.source_id in nodes and edge.target_id in nodes:
            into[str(edge.target_id)].append(edge)
            out[str(edge.source_id)].append(edge)
    watched = {n.attached_to for n in nodes.values() if n.kind == "boundary_event"}
    for join in sorted(nodes):
        if nodes[join].kind != "parallel_gateway" or len(into[join]) < 2:
            continue
        branches: dict[str, list[FlowEdge]] = defaultdict(list)
        for arriving in into[join]:
            edge, seen = arriving, {join}
            source = str(edge.source_id)
            while (
                nodes[source].kind in _PASSING
                and len(into[source]) == len(out[source]) == 1
                and source not in watched
                and source not in seen
            ):
                seen.add(source)
                edge = into[source][0]
                source = str(edge.source_id)
            if nodes[source].kind == "exclusive_gateway":
                branches[source].append(edge)
        for split, taken in sorted(branches.items()):
            if len(taken) > 1 and _entered_once(split, nodes, into, out):
                yield join, split, sorted(_label(e, nodes) for e in taken)


def _entered_once(
    split: str,
    nodes: Mapping[str, FlowNode],
    into: Mapping[str, list[FlowEdge]],
    out: Mapping[str, list[FlowEdge]],
) -> bool:
    """Whether at most one token per document gets to ``split``: no loop and nothing before it that makes two of one."""
    before: set[str] = set()
    waiting = [split]
    while waiting:
        node = nodes[waiting.pop()]
        earlier = {str(e.source_id) for e in into.get(node.node_id, ())}
        if node.kind == "boundary_event" and node.attached_to in nodes:
            earlier.add(str(node.attached_to))
            if not node.interrupting:
                return False
        for node_id in earlier - before:
            before.add(node_id)
            waiting.append(node_id)
    if split in before:
        return False
    return all(
        len(out.get(node_id, ())) < 2 or nodes[node_id].kind in ("exclusive_gateway", "event_gateway")
        for node_id in before
    )


def _label(edge: FlowEdge, nodes: Mapping[str, FlowNode]) -> str:
    return edge.name or nodes[str(edge.target_id)].name or edge.edge_id
