"""
severity = "info"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["structure"]
checks   = ["AF11"]
confidence = "possible"

[en]
title   = "Step where parallel branches meet without a gateway"
message = "Flow {flow}: {lines} lines that come from the parallel split {split} lead into {step} directly ({sources}); nothing waits there for all of them."
fix     = "Put a joining gateway before the step: parallel if it is to wait for all, and publish."
[zh]
title   = "并行分支直接汇到一个环节，没有汇聚网关"
message = "流程“{flow}”：从并行分支“{split}”出来的 {lines} 条线（{sources}）直接连到“{step}”，没有网关等它们到齐。"
fix     = "在该环节前补一个汇聚网关（需要等全部分支就用并行网关），重新发布。"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import FlowEdge, FlowNode

_ACTIVITIES = {"user_task", "service_task", "script_task", "receive_task", "send_task", "manual_task", "task"}
_ACTIVITIES |= {"business_rule_task", "call_activity", "sub_process"}
_SPLITS = {"parallel_gateway", "inclusive_gateway"}


def check(
    flow_in_force: Table[Any], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge]
) -> Iterator[dict[str, object]]:
    """Steps that two branches of one split lead into before any gateway has joined them."""
    flows = {f.flow_id: f.flow_name for f in flow_in_force.rows() if f.notation == "bpmn"}
    nodes: dict[str, dict[str, FlowNode]] = defaultdict(dict)
    for node in flow_node.rows():
        if node.flow_id in flows:
            nodes[node.flow_id][node.node_id] = node
    outgoing: dict[tuple[str, str], list[str]] = defaultdict(list)
    incoming: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in flow_edge.rows():
        here = nodes.get(edge.flow_id, {})
        if edge.source_id in here and edge.target_id in here:
            outgoing[edge.flow_id, edge.source_id].append(edge.target_id)
            incoming[edge.flow_id, edge.target_id].append(edge.source_id)
    for flow_id, here in sorted(nodes.items()):
        told: set[str] = set()
        for split in sorted(here):
            ways = outgoing[flow_id, split]
            if here[split].kind not in _SPLITS or len(ways) < 2:
                continue
            met: dict[str, set[int]] = defaultdict(set)
            lines: dict[str, set[str]] = defaultdict(set)
            for number, first in enumerate(sorted(ways)):
                before, at, seen = split, first, {split}
                # Along the branch as long as it is one line of steps: what gateways do in between is a matter of proof.
                while at not in seen:
                    seen.add(at)
                    met[at].add(number)
                    lines[at].add(before)
                    onward = outgoing[flow_id, at]
                    if here[at].kind not in _ACTIVITIES or len(onward) != 1:
                        break
                    before, at = at, onward[0]
            # The first node that several branches come to is where they meet.
            for node_id in sorted(n for n, numbers in met.items() if len(numbers) > 1 and here[n].kind in _ACTIVITIES):
                if len(lines[node_id]) > 1 and node_id not in told:
                    told.add(node_id)
                    yield {
                        "flow_id": flow_id,
                        "node_id": node_id,
                        "flow": flows[flow_id],
                        "step": here[node_id].name or node_id,
                        "split": here[split].name or split,
                        "lines": len(lines[node_id]),
                        "sources": ", ".join(sorted(here[s].name or s for s in lines[node_id])),
                    }
