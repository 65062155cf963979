"""
severity = "medium"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Step that is connected and still never comes"
message = "Flow {flow}: lines lead to {node}, but whatever a document does on its way, the flow is over before {node} starts."
fix     = "Look at what ends the flow earlier, or at the join in front of the step, and draw the step where it can be reached."
[zh]
title   = "有连线却永远轮不到的环节"
message = "流程“{flow}”：“{node}”虽有连线，但无论怎么走，流程都会在它开始之前结束。"
fix     = "检查它前面的汇聚节点和提前终止流程的结束节点，把环节画到走得到的位置，重新发布。"
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
    """One finding per first such step; silent where a deadlock or the like already explains it."""
    for columns, _, _ in defects("dead_activity", flow_in_force, flow_node, flow_edge, semantics):
        yield columns
