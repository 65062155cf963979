"""
severity = "low"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["conditions"]
checks   = ["AF12"]
confidence = "likely"

[en]
title   = "Steps behind a default branch that is never taken"
message = "Flow {flow}: the conditions at {gateway} cover every value ({conditions}), so the default branch to {target} is never taken, and nothing else leads there."
fix     = "Check which values were meant for {target} and take them out of the other conditions, or remove the step."
[zh]
title   = "默认分支永远走不到"
message = "流程“{flow}”的“{gateway}”：其他条件已覆盖所有取值（{conditions}），通往“{target}”的默认分支永远不会走，而该节点没有别的入口。"
fix     = "确认哪些取值应走“{target}”，从其他条件中排除；不需要则删除该节点。"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.conditions.splits import splits
from healthcheck.facts import FlowEdge, FlowNode


def check(
    gateway_branch: Table[Any], flow_edge: Table[FlowEdge], flow_node: Table[FlowNode]
) -> Iterator[dict[str, object]]:
    """A default to where other lines lead as well is a mere safety net, and so is one to an end."""
    into = Counter((e.flow_id, e.target_id) for e in flow_edge.rows())
    nodes = {(n.flow_id, n.node_id): n for n in flow_node.rows()}
    for split in splits(gateway_branch):
        if split.kind != "exclusive_gateway" or split.judgement is None:
            continue
        for branch in split.branches:
            target = nodes.get((split.flow_id, branch.target_id or ""))
            if not branch.is_default or target is None or target.kind.endswith("end_event"):
                continue
            if into[split.flow_id, branch.target_id] == 1 and split.judgement.covered():
                yield {
                    **split.columns(),
                    "edge_id": branch.edge_id,
                    "target": target.name or target.node_id,
                }
