"""
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "hours"
tags     = ["go-live", "structure", "soundness"]
checks   = ["AF11"]
params   = { semantics = "engine" }

[en]
title   = "Inclusive joins that wait for each other"
message = "Flow {flow}: {joins} each wait until the other goes on, so neither does. It happens on this way: {path}."
fix     = "Take out the line that leads from one inclusive join back to the other, or make one of them an exclusive gateway."
[zh]
title   = "包容网关互相等待"
message = "流程“{flow}”：{joins} 互相等对方先走，谁也走不了，单据卡死。走法：{path}。"
fix     = "去掉两个包容网关之间互相绕回的连线，或把其中一个改成排他网关。"
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
    """One finding per group of joins."""
    for columns, analysis, defect in defects("mutual_inclusive_joins", flow_in_force, flow_node, flow_edge, semantics):
        yield {**columns, "joins": ", ".join(map(analysis.label, defect.nodes))}
