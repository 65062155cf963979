"""
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }
confidence = "likely"

[en]
title   = "Terminate end cuts off approvals that are still open"
message = "Flow {flow}: when {path} is done, {node} ends the whole flow at once although {tasks} may still be open; that approval is lost."
fix     = "Join the branches before the end, or make it a plain end event. Keep a terminate end for decisions such as a veto."
[zh]
title   = "终止结束把并行审批一起结束了"
message = "流程“{flow}”：走完 {path} 后，终止节点“{node}”会立即结束整个流程，此时 {tasks} 可能还没审完，这道审批就丢了。"
fix     = "先用并行网关汇聚再结束，或改成普通结束节点；终止结束只留给一票否决之类的分支。"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from healthcheck import Table
from healthcheck.facts import FlowEdge, FlowNode
from healthcheck.soundness import Semantics, defects


def check(
    flow_in_force: Table[Any], flow_node: Table[FlowNode], flow_edge: Table[FlowEdge], *, semantics: Semantics
) -> Iterator[dict[str, object]]:
    """Silent where a decision leads to the end (a veto) or where whoever is first is meant to end it."""
    for columns, analysis, defect in defects(
        "terminate_kills_parallel_approval", flow_in_force, flow_node, flow_edge, semantics
    ):
        yield {**columns, "tasks": ", ".join(map(analysis.label, defect.nodes))}
