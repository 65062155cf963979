"""
severity = "high"
subject  = "document_type"
cause    = "flow"
effort   = "hours"
reach    = "documents"
tags     = ["go-live", "audit", "coverage"]
checks   = ["AF15"]
confidence = "likely"
discriminator = ["flow_id"]

[en]
title   = "Documents that move money and need nobody's approval"
message = "Flow {flow} lets a {type} through without anybody but the applicant: {path}."
fix     = "Put a step on that way whose approver is somebody else than the applicant and not of the applicant's choice."
[zh]
title   = "关键单据无需他人审批就能通过"
message = "流程“{flow}”中，“{type}”可以不经申请人以外的任何人审批就走完：{path}。"
fix     = "在这条路径上加一级审批，审批人不能是申请人本人，也不能由申请人自选。"
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import DocumentType, FlowApprover, FlowEdge, FlowNode


def check(
    flow_in_force: Table[Any],
    document_type: Table[DocumentType],
    flow_node: Table[FlowNode],
    flow_edge: Table[FlowEdge],
    flow_approver: Table[FlowApprover],
) -> Iterator[dict[str, object]]:
    """The shortest way from start to end past every step that needs somebody else; flows drawn with start and end only."""
    types = {t.document_type_id: t for t in document_type.rows() if t.critical and t.active}
    flows = {f.flow_id: f for f in flow_in_force.rows() if f.document_type_id in types and f.notation != "states"}
    nodes: dict[str, dict[str, FlowNode]] = defaultdict(dict)
    for node in flow_node.rows():
        if node.flow_id in flows:
            nodes[node.flow_id][node.node_id] = node
    onward: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in flow_edge.rows():
        if edge.source_id and edge.target_id:
            onward[edge.flow_id, edge.source_id].append(edge.target_id)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in flow_approver.rows():
        kinds[row.flow_id, row.node_id].add(row.kind)
    told = {flow_id for flow_id, _ in kinds}
    for flow_id, flow in sorted(flows.items()):
        # Approvers kept where nobody looked would make every step look free.
        path = _free_way(flow_id, nodes[flow_id], onward, kinds) if flow_id in told else None
        if path is not None:
            of_type = types[flow.document_type_id]
            yield {
                "document_type_id": of_type.document_type_id,
                "flow_id": flow_id,
                "flow": flow.flow_name,
                "type": of_type.name or of_type.code or of_type.document_type_id,
                "path": " → ".join(nodes[flow_id][n].name or n for n in path),
                "reach": of_type.documents,
            }


def _free_way(
    flow_id: str,
    nodes: dict[str, FlowNode],
    onward: dict[tuple[str, str], list[str]],
    kinds: dict[tuple[str, str], set[str]],
) -> list[str] | None:
    """The shortest way on which no step needs somebody else; what is called or nested is taken for needing somebody."""

    def free(node: FlowNode) -> bool:
        if node.kind in ("call_activity", "sub_process", "business_rule_task"):
            return False
        mine = kinds.get((flow_id, node.node_id), set())
        alone = bool(mine) and mine <= {"initiator", "initiator_choice"}
        return node.kind != "user_task" or alone or (not mine and node.approver_required is False)

    starts = sorted(
        n.node_id for n in nodes.values() if n.kind == "start_event" and not n.triggered and not n.parent_id
    )
    ways = deque([start] for start in starts)
    seen = set(starts)
    while ways:
        way = ways.popleft()
        if nodes[way[-1]].kind in ("end_event", "terminate_end_event"):
            return way
        for onto in sorted(onward[flow_id, way[-1]]):
            if onto in nodes and onto not in seen and free(nodes[onto]):
                seen.add(onto)
                ways.append([*way, onto])
    return None
